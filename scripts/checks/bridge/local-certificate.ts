import { generate } from 'selfsigned';

/** A self-signed certificate for this machine, which is its own authority. */
export interface Certificate {
  readonly key: string;
  readonly cert: string;
}

let created: Promise<Certificate> | undefined;

/** Returns the certificate of the fakes of this process. */
export function localCertificate(): Promise<Certificate> {
  created ??= createCertificate();
  return created;
}

async function createCertificate(): Promise<Certificate> {
  const altNames = [
    { type: 2 as const, value: 'localhost' },
    { type: 7 as const, ip: '127.0.0.1' },
  ];
  const { private: key, cert } = await generate([{ name: 'commonName', value: 'localhost' }], {
    extensions: [
      { name: 'basicConstraints', cA: true },
      { name: 'subjectAltName', altNames },
    ],
  });
  return { key, cert };
}
