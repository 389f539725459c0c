/** What the branches have in common: the accounts, and steps that are timed. */
import { randomUUID } from 'node:crypto';
import type { DemoClient } from './client.ts';
import type { agencyLetter, DemoDocument, DemoFile, makeDocument } from './documents.ts';
import type { Random } from './random.ts';

export type Account =
  | 'vanthu'
  | 'lanhdao'
  | 'chuyenvien'
  | 'thanhtra'
  | 'quantri'
  | 'chuyenvien2'
  | 'doanhnghiep'
  | 'doanhnghiep2';

interface Organisation {
  code: string;
  name: string;
}

export interface Stage {
  clients: Record<Account, DemoClient>;
  /** Person ids by account. */
  people: Record<Account, string>;
  agency: Organisation;
  otherUnit: string;
  enterprises: Record<'doanhnghiep' | 'doanhnghiep2', Organisation>;
  random: Random;
  /** Who writes what is sent: rendering takes a processor a while, and one whose clients shall be quick writes less. */
  writer: { document: typeof makeDocument; letter: typeof agencyLetter };
  /** Files of a folder, submitted as they are; null: documents are made. */
  given: readonly DemoFile[] | null;
  /** Dates the document's deadline back, so that overdue can be seen today. */
  backDate(documentId: string, days: number): Promise<void>;
  /** Notes how long a human step took, in milliseconds. */
  timed(step: string, milliseconds: number): void;
}

/** One document on its way. */
export class Play {
  readonly #stage: Stage;
  readonly number: number;
  readonly sender: 'doanhnghiep' | 'doanhnghiep2';
  documentId = '';
  instanceId = '';

  constructor(stage: Stage, number: number) {
    this.#stage = stage;
    this.number = number;
    this.sender = number % 3 === 2 ? 'doanhnghiep2' : 'doanhnghiep';
  }

  get stage(): Stage {
    return this.#stage;
  }

  /** The enterprise submits; the instance of its document is followed from here on. */
  async submit(change: Partial<DemoDocument> = {}): Promise<void> {
    const { clients, enterprises, agency, random, given, writer } = this.#stage;
    const client = clients[this.sender];
    const made = await writer.document(this.number, enterprises[this.sender].name, agency.name, random);
    const file = given?.[this.number % given.length];
    const document: DemoDocument = {
      ...made,
      ...(file ? { subject: titleOf(file.name), files: [file] } : {}),
      ...change,
    };
    const fileIds: string[] = [];
    for (const { name, mediaType, content } of document.files)
      fileIds.push(await client.upload(name, mediaType, content));
    const query =
      'mutation ($input: SubmitDocumentInput!) { submitDocument(input: $input) { document { id } } }';
    const { subject, kind, urgency, originalNumber, issuedOn } = document;
    const { submitDocument } = await this.#time('submitDocument', () =>
      client.request<{ submitDocument: { document: { id: string } } }>(query, {
        input: {
          idempotencyKey: randomUUID(),
          receiver: agency.code,
          subject,
          kind,
          urgency,
          originalNumber,
          issuedOn,
          fileIds,
        },
      }),
    );
    this.documentId = submitDocument.document.id;
    const seen = await clients.quantri.request<{ document: { instance: { id: string } | null } | null }>(
      'query ($id: ID!) { document(id: $id) { instance { id } } }',
      { id: this.documentId },
    );
    this.instanceId = seen.document?.instance?.id ?? '';
  }

  async start(account: Account, key: string, variables: Record<string, unknown>): Promise<void> {
    const idempotencyKey = randomUUID();
    const { startProcess } = await this.#time(`start ${key}`, () =>
      this.#stage.clients[account].request<{ startProcess: { id: string } }>(
        'mutation ($input: StartProcessInput!) { startProcess(input: $input) { id } }',
        { input: { key, variables, idempotencyKey } },
      ),
    );
    this.instanceId = startProcess.id;
  }

  async complete(account: Account, elementId: string, variables: Record<string, unknown>): Promise<void> {
    const client = this.#stage.clients[account];
    const task = await client.waitForTask(this.instanceId, elementId);
    await this.#time(elementId, () => client.completeTask(task.id, variables));
  }

  /** Waits until the account could do the task, and leaves it open. */
  async leaveOpen(account: Account, elementId: string): Promise<void> {
    await this.#stage.clients[account].waitForTask(this.instanceId, elementId);
  }

  /** Uploads a one-page letter of the agency as that account. */
  async letter(account: Account, subject: string): Promise<string> {
    const { agency, enterprises, random, writer } = this.#stage;
    const content = await writer.letter(subject, agency.name, enterprises[this.sender].name, random);
    return this.#stage.clients[account].upload(`du-thao-${this.number}.pdf`, 'application/pdf', content);
  }

  async #time<T>(step: string, run: () => Promise<T>): Promise<T> {
    const started = performance.now();
    const answer = await run();
    this.#stage.timed(step, performance.now() - started);
    return answer;
  }
}

const titleOf = (fileName: string): string => fileName.replace(/\.[^.]+$/, '').replaceAll(/[_-]+/g, ' ');
