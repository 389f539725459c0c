/** What the lists of tasks take over a large read model, by the code that answers them. */

import { listTasks, type TaskFilter, type TaskSort, taskSorts } from '../../../graphql/tasks/list-tasks.ts';
import { openDatabase } from '../../../prisma/database.ts';
import { viewers } from './task-rows.ts';

export interface ListFigure {
  list: string;
  viewer: string;
  p50Ms: number;
  p99Ms: number;
  rows: number;
}

interface List {
  name: string;
  filter?: TaskFilter;
  sort?: TaskSort;
  /** Pages before the one that is measured. */
  deep?: number;
  counted?: boolean;
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
  { name: 'number of all', filter: open, counted: true },
];

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
      for (const { name, filter, sort, deep = 0, counted = false } of lists) {
        const context = { db, viewer, now: new Date() };
        let after: string | null = null;
        for (let page = 0; page < deep; page++) {
          const { pageInfo } = await listTasks(context, { filter, sort }, { first: 20, after });
          after = pageInfo.endCursor ?? after;
        }
        let rows = 0;
        const once = async (): Promise<number> => {
          const began = performance.now();
          const { edges, totalCount } = await listTasks(context, { filter, sort }, { first: 20, after });
          rows = counted && typeof totalCount === 'function' ? await totalCount() : edges.length;
          return performance.now() - began;
        };
        for (let warm = 0; warm < 5; warm++) await once();
        const took: number[] = [];
        for (let time = 0; time < times; time++) took.push(await once());
        took.sort((a, b) => a - b);
        const quantile = (share: number): number =>
          Math.round((took[Math.ceil(took.length * share) - 1] ?? 0) * 10) / 10;
        const figure = { list: name, viewer: viewerName, p50Ms: quantile(0.5), p99Ms: quantile(0.99), rows };
        figures.push(figure);
        tell(
          `${`${name} (${viewerName})`.padEnd(72)} p50 ${String(figure.p50Ms).padStart(6)} ms  p99 ${String(figure.p99Ms).padStart(6)} ms  ${rows} rows`,
        );
      }
  } finally {
    await db.$disconnect();
  }
  return figures;
}
