/** What the lists of tasks take over a large read model, by the code that answers them. */

import { listTasks, type TaskFilter, type TaskSort, taskSorts } from '../../../graphql/tasks/list-tasks.ts';
import { openDatabase } from '../../../prisma/database.ts';
import { viewers } from './task-rows.ts';

export interface ListFigure {
  list: string;
  viewer: string;
  p50Ms: number;
  p99Ms: number;
  /** The same with the number of all rows. */
  countedP50Ms: number;
  countedP99Ms: number;
  /** How many there are, as the list says it. */
  total: number;
}

interface List {
  name: string;
  filter?: TaskFilter;
  sort?: TaskSort;
  /** Pages before the one that is measured. */
  deep?: number;
}

const open = { state: 'OPEN' } as const;
const lists: readonly List[] = [
  { name: 'mine', filter: { ...open, mine: true } },
  { name: "my groups'", filter: open },
  { name: 'not mine', filter: { ...open, mine: false } },
  { name: 'overdue', filter: { ...open, overdue: true } },
  ...taskSorts.flatMap((by) =>
    [false, true].map((descending) => ({
      name: `sorted by ${by.toLowerCase()}${descending ? ', descending' : ''}`,
      filter: open,
      sort: { by, descending },
    })),
  ),
  { name: 'page 50', filter: open, deep: 49 },
  { name: 'search: frequent words', filter: { ...open, search: 'đề nghị' } },
  {
    name: 'search: frequent words, sorted by created',
    filter: { ...open, search: 'bao cao du an' },
    sort: { by: 'CREATED', descending: true },
  },
  { name: 'search: one number', filter: { ...open, search: '4242' } },
  { name: 'search: nothing', filter: { ...open, search: 'khongcogi' } },
  { name: 'completed', filter: { state: 'COMPLETED' } },
];

/** Readings that are not counted. */
const warmUp = 5;

/** @param times each list is read so often, after a few that are not counted */
export async function measureLists(
  url: string,
  times: number,
  tell: (line: string) => void,
): Promise<ListFigure[]> {
  const db = openDatabase(url, { poolSize: 1 });
  const figures: ListFigure[] = [];
  try {
    for (const [viewerName, viewer] of Object.entries(viewers))
      for (const { name, filter, sort, deep = 0 } of lists) {
        const context = { db, viewer, now: new Date() };
        let after: string | null = null;
        for (let page = 0; page < deep; page++) {
          const { pageInfo } = await listTasks(context, { filter, sort }, { first: 20, after });
          after = pageInfo.endCursor ?? after;
        }
        const pages: number[] = [];
        const counted: number[] = [];
        let total = 0;
        for (let time = -warmUp; time < times; time++) {
          const began = performance.now();
          const page = await listTasks(context, { filter, sort }, { first: 20, after });
          const pageMs = performance.now() - began;
          total = (await page.total()).count;
          if (time < 0) continue;
          pages.push(pageMs);
          counted.push(performance.now() - began);
        }
        const figure = {
          ...{ list: name, viewer: viewerName, total },
          ...{ p50Ms: quantile(pages, 0.5), p99Ms: quantile(pages, 0.99) },
          ...{ countedP50Ms: quantile(counted, 0.5), countedP99Ms: quantile(counted, 0.99) },
        };
        figures.push(figure);
        const shown = (ms: number): string => `${ms.toFixed(1).padStart(6)} ms`;
        tell(
          `${`${name} (${viewerName})`.padEnd(72)} p50 ${shown(figure.p50Ms)}  p99 ${shown(figure.p99Ms)}` +
            `  with their number ${shown(figure.countedP50Ms)} ${shown(figure.countedP99Ms)}  ${total} rows`,
        );
      }
  } finally {
    await db.$disconnect();
  }
  return figures;
}

// helpers //////////////////////////////////////////////////////////////////////////////////////////

function quantile(values: readonly number[], share: number): number {
  const ordered = values.toSorted((a, b) => a - b);
  return Math.round((ordered[Math.ceil(ordered.length * share) - 1] ?? 0) * 10) / 10;
}
