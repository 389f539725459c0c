/** One running (or ended) instance: where its tokens stand, what failed, what it knows, what happened. */
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Tab from '@mui/material/Tab';
import Tabs from '@mui/material/Tabs';
import Tooltip from '@mui/material/Tooltip';
import Typography from '@mui/material/Typography';
import { useQueryClient } from '@tanstack/react-query';
import { useNotify } from 'ra-core';
import { useEffect, useState } from 'react';
import { useNavigate, useParams, useSearchParams } from 'react-router-dom';
import { request } from '../api/client.ts';
import { cancelInstance, watchInstance } from '../api/operations.ts';
import { subscribe } from '../api/subscribe.ts';
import { type InstanceDetail, nodes } from '../api/types.ts';
import { useHasRole, useViewer } from '../api/viewer.ts';
import { LazyDiagram } from '../diagram/LazyDiagram.tsx';
import { visitedElements } from '../diagram/visited.ts';
import { useText } from '../i18n/provider.ts';
import { usePageTitle } from '../layout/page-title.tsx';
import { CopyButton } from '../parts/CopyButton.tsx';
import { PageHeader } from '../parts/PageHeader.tsx';
import { Panel } from '../parts/Panel.tsx';
import { QueryState } from '../parts/QueryState.tsx';
import { ReasonDialog } from '../parts/ReasonDialog.tsx';
import { InstanceChip } from '../parts/StatusChip.tsx';
import { ToneChip } from '../parts/ToneChip.tsx';
import { useRecord } from '../parts/use-record.ts';
import { TaskRowItem } from '../tasks/TaskRowItem.tsx';
import { taskPath, useClaiming } from '../tasks/use-tasks.ts';
import { formatDateTime } from '../time/format.ts';
import { EventTimeline } from './EventTimeline.tsx';
import { elementNames } from './element-names.ts';
import { Incidents } from './Incidents.tsx';
import { VariableTable } from './VariableTable.tsx';

const sides = ['events', 'tasks', 'variables', 'incidents'] as const;
type Side = (typeof sides)[number];

export function InstancePage() {
  const { id = '' } = useParams();
  const query = useRecord<InstanceDetail>('instances', id);
  const queryClient = useQueryClient();
  useEffect(() => {
    const refresh = () => void queryClient.invalidateQueries({ queryKey: ['instances'] });
    return subscribe(watchInstance, { id }, refresh, refresh);
  }, [id, queryClient]);
  return <QueryState query={query}>{(instance) => <LoadedInstance instance={instance} />}</QueryState>;
}

function LoadedInstance({ instance }: { instance: InstanceDetail }) {
  const t = useText();
  const notify = useNotify();
  const queryClient = useQueryClient();
  const isManager = useHasRole('PROCESS_MANAGER');
  const [params, setParams] = useSearchParams();
  const [isCancelling, setCancelling] = useState(false);
  usePageTitle(instance.definition.name, true);

  const names = elementNames(instance.definition.bpmn);
  const open = instance.incidents.filter((incident) => incident.resolvedAt === null);
  const side = sides.find((each) => each === params.get('tab')) ?? (open.length > 0 ? 'incidents' : 'events');
  const isActive = instance.state === 'ACTIVE';

  async function cancel(reason: string): Promise<void> {
    await request(cancelInstance, { id: instance.id, reason });
    notify(t('instance.cancelDone'), { type: 'success' });
    await queryClient.invalidateQueries();
  }

  return (
    <>
      <PageHeader
        title={instance.definition.name}
        chips={
          <>
            <InstanceChip state={instance.state} />
            <ToneChip tone="neutral">
              {t('process.version', { version: instance.definition.version })}
            </ToneChip>
            {open.length > 0 && (
              <ToneChip tone="danger">{t('process.incidentCount', { smart_count: open.length })}</ToneChip>
            )}
          </>
        }
        note={
          <Box sx={{ display: 'flex', flexWrap: 'wrap', columnGap: 2, alignItems: 'center' }}>
            <CopyButton text={instance.businessKey ?? instance.id} />
            <span>{`${t('instance.started')}: ${formatDateTime(instance.startedAt)}`}</span>
            {instance.endedAt !== null && (
              <span>{`${t('instance.ended')}: ${formatDateTime(instance.endedAt)}`}</span>
            )}
          </Box>
        }
        actions={
          isActive && (
            <Tooltip title={isManager ? '' : t('instance.noPermission')}>
              <span>
                <Button
                  variant="outlined"
                  color="error"
                  disabled={!isManager}
                  onClick={() => setCancelling(true)}
                >
                  {t('instance.cancel')}
                </Button>
              </span>
            </Tooltip>
          )
        }
      />

      <Panel>
        <Typography variant="body2" sx={{ mb: 1.5 }}>
          <Box component="span" sx={{ color: 'text.secondary' }}>
            {`${t('instance.activeAt')}: `}
          </Box>
          {instance.activeElements.length === 0
            ? t('instance.nowhere')
            : instance.activeElements.map((element) => names.get(element) ?? element).join(', ')}
        </Typography>
        <LazyDiagram
          instanceId={instance.id}
          definitionXml={instance.definition.bpmn}
          activeElements={instance.activeElements}
          completedElements={visitedElements(nodes(instance.events))}
          incidentElements={open.map((incident) => incident.elementId)}
          height={420}
          label={t('process.diagramOf', { name: instance.definition.name })}
        />
      </Panel>

      <Box sx={{ mt: 2.5 }}>
        <Panel flush>
          <Tabs
            value={side}
            onChange={(_, next: Side) => setParams({ tab: next }, { replace: true })}
            variant="scrollable"
            scrollButtons={false}
            aria-label={t('instance.one')}
            sx={{ px: 1, borderBottom: 1, borderColor: 'line' }}
          >
            <Tab value="events" label={t('instance.events')} />
            <Tab value="tasks" label={`${t('instance.tasks')} (${instance.tasks.length})`} />
            <Tab value="variables" label={t('instance.variables')} />
            <Tab value="incidents" label={`${t('instance.incidents')} (${open.length})`} />
          </Tabs>
          <Box role="tabpanel" sx={{ p: side === 'tasks' ? 0 : { xs: 2, sm: 2.5 } }}>
            {side === 'events' && (
              <EventTimeline events={nodes(instance.events)} bpmn={instance.definition.bpmn} />
            )}
            {side === 'tasks' && <InstanceTasks instance={instance} />}
            {side === 'variables' && <VariableTable variables={instance.variables} />}
            {side === 'incidents' && <Incidents instance={instance} names={names} isManager={isManager} />}
          </Box>
        </Panel>
      </Box>

      <ReasonDialog
        open={isCancelling}
        title={t('instance.cancelTitle')}
        hint={t('instance.cancelHint')}
        label={t('instance.cancelReason')}
        confirm={t('instance.cancel')}
        isDangerous
        onClose={() => setCancelling(false)}
        onConfirm={cancel}
      />
    </>
  );
}

function InstanceTasks({ instance }: { instance: InstanceDetail }) {
  const t = useText();
  const viewer = useViewer();
  const navigate = useNavigate();
  const claiming = useClaiming();
  if (instance.tasks.length === 0) {
    return (
      <Typography variant="body2" color="textSecondary" sx={{ p: 2.5 }}>
        {t('instance.noTasks')}
      </Typography>
    );
  }
  return (
    <Box component="ul" sx={{ listStyle: 'none', m: 0, p: 0 }}>
      {instance.tasks.map((task) => (
        <TaskRowItem
          key={task.id}
          task={task}
          viewerId={viewer?.id ?? ''}
          isSelected={false}
          isPending={claiming.pending.has(task.id)}
          onSelect={() => navigate(taskPath(task.id))}
          onClaim={() => void claiming.claim(task)}
        />
      ))}
    </Box>
  );
}
