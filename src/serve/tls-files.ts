import { readFile } from 'node:fs/promises';
import { unwatchFile, watchFile } from 'node:fs';
import type { Server, ServerOptions } from 'node:https';
import { createSecureContext } from 'node:tls';
import type { Logger } from 'pino';

import { certificatesProblem } from '../base/pem-certificates.js';
import { Refusal } from '../base/refusal.js';
import { errorMessage } from '../base/system-error.js';
import type { Config } from '../config/config.js';

type TlsConfig = NonNullable<Config['tls']>;

/** Interval of the checks of the files, in milliseconds. */
const defaultInterval = 2_000;

const fileNames = ({ certFile, keyFile, clientCaFile }: TlsConfig): readonly string[] => [
  certFile,
  keyFile,
  ...(clientCaFile === undefined ? [] : [clientCaFile]),
];

/**
 * Reads certificate, key and authorities, and checks that they match.
 * @throws Refusal `invalid` with the file, or the reason of OpenSSL
 */
export async function readTls(config: TlsConfig): Promise<ServerOptions> {
  const { certFile, keyFile, clientCaFile, minVersion } = config;
  const read = async (file: string): Promise<string> => {
    const text = await readFile(file, 'utf8').catch((error: unknown) => {
      throw new Refusal('invalid', `tls: ${file} cannot be read: ${errorMessage(error)}`);
    });
    // Node treats an empty certificate or key as missing, and an empty list of authorities as the public ones.
    if (text.trim() === '') throw new Refusal('invalid', `tls: ${file} is empty; it must contain PEM`);
    return text;
  };
  const cert = await read(certFile);
  const ca = clientCaFile === undefined ? undefined : await read(clientCaFile);
  const options: ServerOptions = {
    cert,
    key: await read(keyFile),
    ...(ca !== undefined && { ca, requestCert: true, rejectUnauthorized: true }),
    minVersion,
  };
  try {
    const problem =
      certificatesProblem(cert, certFile, 'allowed') ??
      (ca === undefined ? undefined : certificatesProblem(ca, clientCaFile ?? '', 'refused'));
    if (problem !== undefined) throw new Error(problem);
    createSecureContext(options);
  } catch (error) {
    throw new Refusal(
      'invalid',
      `tls: ${fileNames(config).join(', ')} are not a certificate and its key in PEM: ${errorMessage(error)}`,
    );
  }
  return options;
}

/**
 * Reads the files again when one of them changes; open connections keep their certificate. Files that do not match, for example during a
 * replacement, are reported in the log, and the previous ones stay in use. The files are polled, because there is no change event if they
 * are links that are switched, as in Kubernetes.
 * @returns a function that stops this
 */
export function followTls(
  server: Pick<Server, 'setSecureContext'>,
  config: TlsConfig,
  logger: Logger,
  interval = defaultInterval,
): () => void {
  let reading = Promise.resolve();
  const takeUp = (): void => {
    reading = reading
      .then(() => readTls(config))
      .then((options) => {
        server.setSecureContext(options);
        logger.info({ certFile: config.certFile }, 'certificate reloaded');
      })
      .catch((error: unknown) => {
        logger.error(
          { err: error },
          'the certificate files have changed and cannot be used; the previous certificate stays in use',
        );
      });
  };
  for (const file of fileNames(config)) watchFile(file, { interval, persistent: false }, takeUp);
  return () => {
    for (const file of fileNames(config)) unwatchFile(file, takeUp);
  };
}
