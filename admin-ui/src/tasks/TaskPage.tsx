import { useNavigate, useParams } from 'react-router-dom';
import { useActions } from '../actions/registry.tsx';
import { TaskWork } from './TaskWork.tsx';
import { taskPath, useClaiming } from './use-tasks.ts';

/** One task on a page of its own. */
export function TaskPage() {
  const { id = '' } = useParams();
  const navigate = useNavigate();
  const claiming = useClaiming();
  useActions([
    {
      id: 'close',
      label: 'task.toInbox',
      scope: 'keys.sheetScope',
      keys: 'Escape',
      perform: () => navigate('/tasks'),
    },
  ]);
  return (
    <TaskWork
      key={id}
      taskId={id}
      claiming={claiming}
      onDone={(next) => navigate(next === null ? '/tasks' : taskPath(next))}
    />
  );
}
