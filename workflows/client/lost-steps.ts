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

export class LostSteps {
  readonly #context: WorkContext;
  /** Until when they are asked, epoch milliseconds, by instance. */
  readonly #doubted = new Map<string, number>();
  #isConnected = false;

  constructor(context: WorkContext) {
    this.#context = context;
  }

  /** Asked for a while only: one that never answers is the watcher's. */
  doubt(instanceId: string): void {
    if (!this.#doubted.has(instanceId)) this.#doubted.set(instanceId, Date.now() + doubtful);
  }

  /**
   * Who is to be asked now: whoever was in doubt, and after a start or an absence of Temporal everybody whose last step was committed
   * shortly before it. Nobody while Temporal is away.
   */
  async due(): Promise<string[]> {
    const wasConnected = this.#isConnected;
    this.#isConnected = await doesAnswer(this.#context);
    if (!this.#isConnected) return [];
    if (!wasConnected) {
      try {
        for (const id of await lastSteps(this.#context)) this.doubt(id);
      } catch (error) {
        this.#isConnected = false;
        throw error;
      }
    }
    const now = Date.now();
    for (const [id, until] of this.#doubted) if (until < now) this.#doubted.delete(id);
    return [...this.#doubted.keys()];
  }

  /** @throws Error where it does not answer: it stays in doubt */
  async makeSure(instanceId: string): Promise<void> {
    const row = await this.#context.db.processInstance.findUnique({
      where: { id: instanceId },
      select: { state: true },
    });
    if (row?.state === 'ACTIVE') await dispatchInstance(this.#context, instanceId);
    // one that has ended here, but may not have there
    else if (row) await askWhetherItRuns(this.#context.temporal, instanceId);
    this.#doubted.delete(instanceId);
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

/** Instances whose last step is young, the youngest first. */
async function lastSteps({ db }: WorkContext): Promise<string[]> {
  const newest = await db.instanceCommit.aggregate({ _max: { at: true } });
  if (newest._max.at === null) return [];
  const since = new Date(Math.min(newest._max.at.getTime(), Date.now()) - doubtful);
  const rows = await db.$queryRaw<{ id: string }[]>`
    SELECT i."id" FROM "ProcessInstance" i
    JOIN "InstanceCommit" c ON c."instanceId" = i."id"
    WHERE i."dispatchedAt" IS NOT NULL AND c."at" >= ${since}
    GROUP BY i."id" ORDER BY max(c."at") DESC`;
  return rows.map(({ id }) => id);
}
