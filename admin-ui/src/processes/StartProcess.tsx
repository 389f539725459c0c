import ArrowForwardOutlined from '@mui/icons-material/ArrowForwardOutlined';
import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Typography from '@mui/material/Typography';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useNotify } from 'ra-core';
import { useId, useMemo, useState } from 'react';
import { Link, useNavigate, useParams } from 'react-router-dom';
import { request } from '../api/client.ts';
import { listStartable, startProcess } from '../api/operations.ts';
import type { StartableProcess } from '../api/types.ts';
import { FormRenderer, fieldElementId } from '../forms/FormRenderer.tsx';
import { readForm } from '../forms/schema.ts';
import { useForm } from '../forms/use-form.ts';
import { useText } from '../i18n/provider.ts';
import { usePageTitle } from '../layout/page-title.tsx';
import { EmptyState } from '../parts/EmptyState.tsx';
import { PageHeader } from '../parts/PageHeader.tsx';
import { Panel } from '../parts/Panel.tsx';
import { QueryState, useErrorText } from '../parts/QueryState.tsx';
import { taskPath } from '../tasks/use-tasks.ts';

const noVariables = {};

export function StartProcess() {
  const t = useText();
  const { key } = useParams();
  const query = useQuery({
    queryKey: ['processes', 'startable'],
    queryFn: async () => (await request(listStartable, {})).startableProcesses,
  });
  usePageTitle(t('start.title'));
  return (
    <QueryState query={query}>
      {(processes) => {
        const chosen = processes.find((process) => process.key === key);
        return chosen === undefined ? (
          <Choice processes={processes} />
        ) : (
          <StartForm key={chosen.key} process={chosen} />
        );
      }}
    </QueryState>
  );
}

function Choice({ processes }: { processes: StartableProcess[] }) {
  const t = useText();
  return (
    <Box sx={{ maxWidth: 860, mx: 'auto' }}>
      <PageHeader title={t('start.title')} note={t('start.choose')} />
      <Panel flush>
        {processes.length === 0 ? (
          <EmptyState title={t('start.none')} hint={t('start.noneHint')} />
        ) : (
          <Box component="ul" sx={{ listStyle: 'none', m: 0, p: 0 }}>
            {processes.map((process) => (
              <Box
                component="li"
                key={process.key}
                sx={{ borderBottom: 1, borderColor: 'line', '&:last-child': { borderBottom: 0 } }}
              >
                <Box
                  component={Link}
                  to={`/start/${encodeURIComponent(process.key)}`}
                  sx={{
                    display: 'flex',
                    alignItems: 'center',
                    gap: 2,
                    px: 2.5,
                    py: 2,
                    color: 'inherit',
                    textDecoration: 'none',
                    '&:hover': { bgcolor: 'raised' },
                  }}
                >
                  <Box sx={{ flex: 1, minWidth: 0 }}>
                    <Typography variant="subtitle1">{process.name}</Typography>
                    <Typography variant="caption" color="textSecondary">
                      {t('process.version', { version: process.version })}
                    </Typography>
                  </Box>
                  <ArrowForwardOutlined aria-hidden fontSize="small" sx={{ color: 'text.secondary' }} />
                </Box>
              </Box>
            ))}
          </Box>
        )}
      </Panel>
    </Box>
  );
}

function StartForm({ process }: { process: StartableProcess }) {
  const t = useText();
  const words = useErrorText();
  const notify = useNotify();
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const formId = useId();
  const schema = useMemo(() => readForm(process.startForm), [process.startForm]);
  const form = useForm(schema, noVariables, `start:${process.key}`);
  const [isSending, setSending] = useState(false);
  const [failure, setFailure] = useState<unknown>(null);
  const hasFaults = form.showsFaults && form.faults.size > 0;

  async function send(): Promise<void> {
    form.revealFaults();
    const [first] = form.faults.keys();
    if (first !== undefined) {
      requestAnimationFrame(() => document.getElementById(fieldElementId(formId, first))?.focus());
      return;
    }
    setSending(true);
    setFailure(null);
    try {
      const { startProcess: started } = await request(startProcess, {
        input: { key: process.key, variables: form.submission() },
      });
      form.forgetDraft();
      notify(t('start.started', { name: process.name }), { type: 'success' });
      await queryClient.invalidateQueries({ queryKey: ['tasks'] });
      const [task] = started.tasks;
      navigate(task === undefined ? '/tasks' : taskPath(task.id));
    } catch (error) {
      setFailure(error);
    } finally {
      setSending(false);
    }
  }

  return (
    <Box sx={{ maxWidth: 860, mx: 'auto' }}>
      <PageHeader
        title={process.name}
        note={t('start.title')}
        actions={
          <Button variant="outlined" component={Link} to="/start">
            {t('start.change')}
          </Button>
        }
      />
      <Panel>
        <Box
          component="form"
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            if (!isSending && !form.isBusy) void send();
          }}
        >
          {schema === null ? (
            <Typography variant="body2" color="textSecondary">
              {t('start.noForm')}
            </Typography>
          ) : (
            <FormRenderer
              key={form.version}
              id={formId}
              schema={schema}
              values={form.values}
              variables={noVariables}
              faults={form.faults}
              showsFaults={form.showsFaults}
              onChange={form.change}
              onBusy={form.setBusy}
            />
          )}
          {failure !== null && (
            <Alert severity="error" role="alert" sx={{ mt: 2.5 }}>
              {words(failure)}
            </Alert>
          )}
          <Box sx={{ display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: 1.5, mt: 3 }}>
            <Button
              type="submit"
              variant="contained"
              size="large"
              disabled={isSending || form.isBusy}
              aria-describedby={`${formId}-why`}
            >
              {isSending ? t('start.submitting') : t('start.submit')}
            </Button>
            <Typography
              id={`${formId}-why`}
              role="status"
              variant="caption"
              sx={{ color: 'tone.warning.text', fontWeight: 500 }}
            >
              {form.isBusy
                ? t('task.whyUploading')
                : hasFaults
                  ? t('task.whyInvalid', { smart_count: form.faults.size })
                  : ''}
            </Typography>
          </Box>
        </Box>
      </Panel>
    </Box>
  );
}
