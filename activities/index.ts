/**
 * The catalogue of capabilities: every job type that a process may use, each declared once in a file of its own. Adding one
 * is adding that file and a line here.
 */
import type { DeclaredJobType } from '../engine/index.ts';
import { draft } from './contracts/draft.ts';
import { recordDecline } from './contracts/record-decline.ts';
import { recordSignature } from './contracts/record-signature.ts';
import { seal } from './contracts/seal.ts';
import { extend } from './deadlines/extend.ts';
import { pause } from './deadlines/pause.ts';
import { resume } from './deadlines/resume.ts';
import { start } from './deadlines/start.ts';
import { attach } from './documents/attach.ts';
import { checkValidity } from './documents/check-validity.ts';
import { confirmReceipt } from './documents/confirm-receipt.ts';
import { deliver } from './documents/deliver.ts';
import { issueReceipt } from './documents/issue-receipt.ts';
import { open } from './documents/open.ts';
import { prepareReply } from './documents/prepare-reply.ts';
import { render } from './documents/render.ts';
import { setStatus } from './documents/set-status.ts';
import { file } from './dossiers/file.ts';
import { announce } from './inspections/announce.ts';
import { close } from './inspections/close.ts';
import { publish as publishInspection } from './inspections/publish.ts';
import { recordDecision } from './inspections/record-decision.ts';
import { recordFindings } from './inspections/record-findings.ts';
import type { AnyJob, ExternalJob } from './job.ts';
import { publish as publishMessage } from './messages/publish.ts';
import { send } from './notifications/send.ts';
import { numberIncoming } from './registers/number-incoming.ts';
import { numberOutgoing } from './registers/number-outgoing.ts';
import { sealAgency } from './signatures/seal-agency.ts';
import { signPersonal } from './signatures/sign-personal.ts';

export const jobs: readonly AnyJob[] = [
  checkValidity,
  setStatus,
  open,
  attach,
  prepareReply,
  render,
  deliver,
  confirmReceipt,
  issueReceipt,
  numberIncoming,
  numberOutgoing,
  start,
  pause,
  resume,
  extend,
  signPersonal,
  sealAgency,
  send,
  file,
  draft,
  recordSignature,
  recordDecline,
  seal,
  recordDecision,
  announce,
  recordFindings,
  close,
  publishInspection,
  publishMessage,
];

const byType = new Map(jobs.map((job) => [job.type, job]));

export const defaultRetries = 3;

export function jobByType(type: string): AnyJob | undefined {
  return byType.get(type);
}

/** What the compiler of process definitions needs to know of each job type. */
export function jobTypes(): Record<string, DeclaredJobType> {
  return Object.fromEntries(jobs.map(({ type, ...job }) => [type, declaredType(job)]));
}

/** What process definitions keep of a declaration. */
export function declaredType(job: Omit<AnyJob, 'type'>): DeclaredJobType {
  const { execution, retries = defaultRetries, undoable } = job;
  const { backOff } = job as Partial<ExternalJob>;
  return {
    execution,
    retries,
    ...(undoable ? { undoable } : {}),
    ...(backOff === undefined ? {} : { backOff }),
  };
}
