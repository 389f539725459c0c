import CheckCircleOutlined from '@mui/icons-material/CheckCircleOutlined';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import { Link, useNavigate } from 'react-router-dom';
import type { TaskFilter } from '../api/operations.ts';
import type { Viewer } from '../api/types.ts';
import { useText } from '../i18n/provider.ts';
import { useCountText } from '../parts/count-text.ts';
import { EmptyState } from '../parts/EmptyState.tsx';
import { Panel } from '../parts/Panel.tsx';
import { LoadError, RowSkeletons } from '../parts/QueryState.tsx';
import { TaskRowItem } from '../tasks/TaskRowItem.tsx';
import { taskPath, useClaiming, useTasks } from '../tasks/use-tasks.ts';

const most = 6;

/** The first tasks of a list, on the first page. */
export function MyTasks({ viewer, filter, hint }: { viewer: Viewer; filter: TaskFilter; hint: string }) {
  const t = useText();
  const navigate = useNavigate();
  const claiming = useClaiming();
  const countText = useCountText();
  const { query, tasks, count } = useTasks(filter);
  return (
    <Panel
      title={t('dashboard.needsYou')}
      flush
      action={
        count.totalCount > 0 && (
          <Button size="small" component={Link} to="/tasks">
            {`${t('action.viewAll')} (${countText(count)})`}
          </Button>
        )
      }
    >
      {query.isError ? (
        <LoadError dense error={query.error} retry={() => void query.refetch()} />
      ) : query.isPending ? (
        <RowSkeletons rows={3} height={76} />
      ) : tasks.length === 0 ? (
        <EmptyState dense icon={<CheckCircleOutlined />} title={t('dashboard.nothing')} hint={hint} />
      ) : (
        <Box
          component="ul"
          sx={{ listStyle: 'none', m: 0, p: 0, '& > li:last-of-type': { borderBottom: 0 } }}
        >
          {tasks.slice(0, most).map((task) => (
            <TaskRowItem
              key={task.id}
              task={task}
              viewerId={viewer.id}
              isSelected={false}
              isPending={claiming.pending.has(task.id)}
              onSelect={() => navigate(taskPath(task.id))}
              onClaim={() => void claiming.claim(task)}
            />
          ))}
        </Box>
      )}
    </Panel>
  );
}
