import { readFile } from 'node:fs/promises';
import { unwatchFile, watchFile } from 'node:fs';
import type { Server, ServerOptions } from 'node:https';
import { X509Certificate } from 'node:crypto';
import { createSecureContext } from 'node:tls';
import type { Logger } from 'pino';

import { Refusal } from '../base/refusal.js';
import { errorMessage } from '../base/system-error.js';
import type { Config } from '../config/config.js';

type TlsConfig = NonNullable<Config['tls']>;

/** How often the files are looked at, in milliseconds. */
const defaultInterval = 2_000;

const fileNames = ({ certFile, keyFile, clientCaFile }: TlsConfig): readonly string[] => [
  certFile,
  keyFile,
  ...(clientCaFile === undefined ? [] : [clientCaFile]),
];

/**
 * Reads certificate, key and authorities, and checks that they belong together.
 * @throws Refusal `invalid` with the file, or the reason of OpenSSL
 */
export async function readTls(config: TlsConfig): Promise<ServerOptions> {
  const { certFile, keyFile, clientCaFile, minVersion } = config;
  const read = async (file: string): Promise<string> => {
    const text = await readFile(file, 'utf8').catch((error: unknown) => {
      throw new Refusal('invalid', `tls: ${file} cannot be read: ${errorMessage(error)}`);
    });
    // Node takes an empty certificate or key for none, and an empty list of authorities for the public ones.
    if (text.trim() === '') throw new Refusal('invalid', `tls: ${file} is empty; it must contain PEM`);
    return text;
  };
  const options: ServerOptions = {
    cert: await read(certFile),
    key: await read(keyFile),
    ...(clientCaFile !== undefined && {
      ca: await read(clientCaFile),
      requestCert: true,
      rejectUnauthorized: true,
    }),
    minVersion,
  };
  try {
    createSecureContext(options);
    if (typeof options.ca === 'string') checkAuthorities(options.ca);
  } catch (error) {
    throw new Refusal(
      'invalid',
      `tls: ${fileNames(config).join(', ')} are not a certificate and its key in PEM: ${errorMessage(error)}`,
    );
  }
  return options;
}

/** OpenSSL takes what is no certificate for an authority that nobody has a certificate of. @throws Error of OpenSSL */
function checkAuthorities(pem: string): void {
  const certificates = pem.match(/-----BEGIN CERTIFICATE-----.*?-----END CERTIFICATE-----/gs) ?? [pem];
  for (const certificate of certificates) new X509Certificate(certificate);
}

/**
 * Takes up the files again whenever one of them changes; open connections keep what they have. Files that do not belong
 * together, as while they are being replaced, are told in the log, and what was read before holds on. They are looked at
 * again and again, for a change is not told where they are links that are turned over, as Kubernetes does.
 * @returns what ends that
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
