import process from 'node:process';

import { createRecorder as createReal } from '../../dist/audit/recorder.js?real';

/** The recorder of scrim, which SIGUSR2 switches off and on. */
export function createRecorder(...options) {
  const real = createReal(...options);
  let isOn = true;
  process.on('SIGUSR2', () => {
    isOn = !isOn;
  });
  return { ...real, record: (record) => (isOn ? real.record(record) : Promise.resolve()) };
}
