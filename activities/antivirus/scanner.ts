/**
 * Virus scanning of what is uploaded.
 *
 * With CLAMD_ADDRESS contents go to a ClamAV daemon. Without one, nothing is scanned and the verdict says so (UNSCANNED), with
 * one exception: the EICAR test file is always found, so that the way of an infected document can be tried on any installation.
 */
import type { ScanVerdict } from '../../prisma/client/enums.ts';
import { clamdScan } from './clamd.ts';

export interface ScanResult {
  verdict: ScanVerdict;
  /** Name of what was found, e.g. "Win.Test.EICAR_HDB-1". */
  finding?: string | undefined;
}

/** Rejects when the scanner cannot be asked: then nothing is known, and the caller must not take the content for clean. */
export type Scanner = (content: Uint8Array) => Promise<ScanResult>;

/** https://www.eicar.org: 68 bytes, put together here so that this file is not taken for it. */
const eicar = Buffer.from(
  ['X5O!P%@AP[4\\PZX54(P^)7CC)7}', '$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!', '$H+H*'].join(''),
);

/** @param options.clamdAddress "host:port" of clamd's TCP socket, or the path of its local socket; none: nothing is scanned */
export function openScanner(options: { clamdAddress?: string | undefined } = {}): Scanner {
  const { clamdAddress } = options;
  return async (content) => {
    if (Buffer.from(content).includes(eicar)) return { verdict: 'INFECTED', finding: 'EICAR-Test-File' };
    return clamdAddress ? clamdScan(clamdAddress, content) : { verdict: 'UNSCANNED' };
  };
}
