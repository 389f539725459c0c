/**
 * Steps that were committed, but of which their workflow may not know: Temporal drops an Update when it dies, or the workflow task
 * times out, before the task has ended. Whoever asked may never ask again; so such an instance is told to look into the database, until
 * it has answered.
 */
import type { WorkContext } from './context.ts';
import { askWhetherItRuns, dispatchInstance } from './start-instance.ts';

/** Workflow tasks end within this time, milliseconds: a step that is older is known to Temporal, or lost. */
const doubtful = 600_000;
/** How long Temporal may take to say that it is there, milliseconds. */
const patience = 5_000;

/** Milliseconds after which it is looked again whether Temporal is there: of many that slept each costs a replay. */
const roundTime = 15_000;

export class LostSteps {
  readonly #context: WorkContext;
  /** Until when they are asked, epoch milliseconds, by instance: those that nobody else will wake, and the others. */
  readonly #urgent = new Map<string, number>();
  readonly #others = new Map<string, number>();
  #isUpToDate = false;

  constructor(context: WorkContext) {
    this.#context = context;
  }

  /** Asked for a while only: one that never answers is the watcher's. */
  doubt(instanceId: string, isUrgent = true): void {
    const until = this.#others.get(instanceId) ?? Date.now() + doubtful;
    if (isUrgent) {
      this.#others.delete(instanceId);
      if (!this.#urgent.has(instanceId)) this.#urgent.set(instanceId, until);
    } else if (!this.#urgent.has(instanceId)) this.#others.set(instanceId, until);
  }

  /** Something was away, and with it perhaps who would have told: everybody whose last step is young is in doubt. */
  doubtAll(): void {
    this.#isUpToDate = false;
  }

  /**
   * Who is to be asked now, each once, the urgent first: whoever was in doubt, and after a start or an absence of Temporal everybody
   * whose last step was committed shortly before it. Nobody while Temporal is away.
   */
  async due(): Promise<string[] | Generator<string>> {
    if (!(await doesAnswer(this.#context))) {
      this.#isUpToDate = false;
      return [];
    }
    if (!this.#isUpToDate) {
      this.#isUpToDate = true;
      try {
        for (const { id, isUrgent } of await lastSteps(this.#context)) this.doubt(id, isUrgent);
      } catch (error) {
        this.#isUpToDate = false;
        throw error;
      }
    }
    const now = Date.now();
    for (const doubted of [this.#urgent, this.#others])
      for (const [id, until] of doubted) if (until < now) doubted.delete(id);
    return this.#round(now + roundTime);
  }

  /** Also those that come into doubt meanwhile. */
  *#round(end: number): Generator<string> {
    const asked = new Set<string>();
    const next = (): string | undefined => {
      for (const doubted of [this.#urgent, this.#others])
        for (const id of doubted.keys()) if (!asked.has(id)) return id;
      return undefined;
    };
    for (let id = next(); id !== undefined && Date.now() < end; id = next()) {
      asked.add(id);
      yield id;
    }
  }

  /** @throws Error where it does not answer: it stays in doubt */
  async makeSure(instanceId: string): Promise<void> {
    // behind the others, should it not answer
    for (const doubted of [this.#urgent, this.#others]) {
      const until = doubted.get(instanceId);
      if (until !== undefined && doubted.delete(instanceId)) doubted.set(instanceId, until);
    }
    const row = await this.#context.db.processInstance.findUnique({
      where: { id: instanceId },
      select: { state: true },
    });
    if (row?.state === 'ACTIVE') await dispatchInstance(this.#context, instanceId);
    // one that has ended here, but may not have there
    else if (row) await askWhetherItRuns(this.#context.temporal, instanceId);
    this.#urgent.delete(instanceId);
    this.#others.delete(instanceId);
  }
}

// helpers /////////////////////////////////////////////////////////////////////////////////////////

async function doesAnswer({ temporal }: WorkContext): Promise<boolean> {
  return await temporal
    .withDeadline(Date.now() + patience, () => temporal.workflowService.getSystemInfo({}))
    .then(
      () => true,
      () => false,
    );
}

/** Pages that are looked at for the newest, from the end. */
const lastPages = 64;

/**
 * When the last step was committed, or one of the last: commits are added at the end of their table and never removed, and their index
 * (BRIN) knows where those of a time are, but not which is the last.
 */
async function newestStep(db: WorkContext['db']): Promise<Date | null> {
  const [row] = await db.$queryRaw<{ at: Date | null }[]>`
    SELECT max("at") AS "at" FROM "InstanceCommit" WHERE ctid >= (SELECT format('(%s,0)', greatest(0,
      pg_relation_size('"InstanceCommit"') / current_setting('block_size')::int - ${lastPages}::int))::tid)`;
  return row?.at ?? (await db.instanceCommit.aggregate({ _max: { at: true } }))._max.at;
}

/** Instances whose last step is young, the youngest first. Urgent where nobody has a task, whose completion would bring it up to date. */
async function lastSteps({ db }: WorkContext): Promise<{ id: string; isUrgent: boolean }[]> {
  const newest = await newestStep(db);
  if (newest === null) return [];
  const since = new Date(Math.min(newest.getTime(), Date.now()) - doubtful);
  return await db.$queryRaw`
    WITH young AS MATERIALIZED (
      SELECT "instanceId", max("at") AS "at" FROM "InstanceCommit" WHERE "at" >= ${since} GROUP BY "instanceId"
    )
    SELECT i."id", i."state" = 'ACTIVE'
      AND NOT EXISTS (SELECT FROM "Task" t WHERE t."instanceId" = i."id" AND t."state" = 'OPEN') AS "isUrgent"
    FROM young JOIN "ProcessInstance" i ON i."id" = young."instanceId"
    WHERE i."dispatchedAt" IS NOT NULL AND i."hasWorkflow" ORDER BY young."at" DESC`;
}
