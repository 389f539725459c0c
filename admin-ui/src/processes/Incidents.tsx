import CheckCircleOutlined from '@mui/icons-material/CheckCircleOutlined';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Dialog from '@mui/material/Dialog';
import DialogActions from '@mui/material/DialogActions';
import DialogContent from '@mui/material/DialogContent';
import DialogContentText from '@mui/material/DialogContentText';
import DialogTitle from '@mui/material/DialogTitle';
import TextField from '@mui/material/TextField';
import Tooltip from '@mui/material/Tooltip';
import Typography from '@mui/material/Typography';
import { useQueryClient } from '@tanstack/react-query';
import { useNotify } from 'ra-core';
import { useState } from 'react';
import { request } from '../api/client.ts';
import { resolveIncident } from '../api/operations.ts';
import type { Incident, InstanceDetail, Json } from '../api/types.ts';
import { useText } from '../i18n/provider.ts';
import { EmptyState } from '../parts/EmptyState.tsx';
import { useErrorText } from '../parts/QueryState.tsx';
import { ToneChip } from '../parts/ToneChip.tsx';
import { formatDateTime } from '../time/format.ts';

type Props = { instance: InstanceDetail; names: ReadonlyMap<string, string>; isManager: boolean };

/** What went wrong in an instance, and the way on: run the step again, with corrected data where that is what it needs. */
export function Incidents({ instance, names, isManager }: Props) {
  const t = useText();
  const words = useErrorText();
  const notify = useNotify();
  const queryClient = useQueryClient();
  const [busyId, setBusyId] = useState<string | null>(null);
  const [editing, setEditing] = useState<Incident | null>(null);

  if (instance.incidents.length === 0) {
    return (
      <EmptyState
        dense
        icon={<CheckCircleOutlined />}
        title={t('instance.noIncidents')}
        hint={t('instance.noIncidentsHint')}
      />
    );
  }

  async function resolve(incident: Incident, variables: Json | null): Promise<void> {
    setBusyId(incident.id);
    try {
      await request(resolveIncident, { id: incident.id, variables });
      notify(t('instance.retried'), { type: 'success' });
      setEditing(null);
    } catch (error) {
      notify(words(error), { type: 'error' });
    } finally {
      setBusyId(null);
      await queryClient.invalidateQueries({ queryKey: ['instances'] });
    }
  }

  return (
    <>
      <Box component="ul" sx={{ listStyle: 'none', m: 0, p: 0, display: 'grid', gap: 2 }}>
        {instance.incidents.map((incident) => (
          <Box
            component="li"
            key={incident.id}
            sx={{ display: 'flex', flexWrap: 'wrap', gap: 2, alignItems: 'flex-start' }}
          >
            <Box sx={{ flex: '1 1 320px', minWidth: 0 }}>
              <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 1, alignItems: 'center', mb: 0.5 }}>
                <Typography variant="body2" sx={{ fontWeight: 600 }}>
                  {names.get(incident.elementId) ?? incident.elementId}
                </Typography>
                <ToneChip tone={incident.resolvedAt === null ? 'danger' : 'success'}>
                  {incident.resolvedAt === null
                    ? incident.code
                    : t('instance.resolved', { at: formatDateTime(incident.resolvedAt) })}
                </ToneChip>
              </Box>
              <Typography variant="body2" sx={{ overflowWrap: 'anywhere' }}>
                {incident.message}
              </Typography>
              <Typography variant="caption" color="textSecondary">
                {formatDateTime(incident.at)}
              </Typography>
            </Box>
            {incident.resolvedAt === null && (
              <Tooltip title={isManager ? '' : t('instance.noPermission')}>
                <Box component="span" sx={{ display: 'flex', gap: 1, flexWrap: 'wrap' }}>
                  <Button
                    variant="contained"
                    disabled={!isManager || busyId !== null}
                    onClick={() => void resolve(incident, null)}
                  >
                    {t('instance.retry')}
                  </Button>
                  <Button
                    variant="outlined"
                    disabled={!isManager || busyId !== null}
                    onClick={() => setEditing(incident)}
                  >
                    {t('instance.retryWith')}
                  </Button>
                </Box>
              </Tooltip>
            )}
          </Box>
        ))}
      </Box>
      {editing !== null && (
        <CorrectionDialog
          onClose={() => setEditing(null)}
          isBusy={busyId !== null}
          onSend={(variables) => void resolve(editing, variables)}
        />
      )}
    </>
  );
}

function readObject(text: string): Json | null | undefined {
  if (text.trim() === '') return null;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : undefined;
  } catch {
    return undefined;
  }
}

function CorrectionDialog({
  onClose,
  onSend,
  isBusy,
}: {
  onClose: () => void;
  onSend: (variables: Json | null) => void;
  isBusy: boolean;
}) {
  const t = useText();
  const [text, setText] = useState('');
  const variables = readObject(text);
  return (
    <Dialog open onClose={onClose} maxWidth="sm" fullWidth aria-labelledby="correction-title">
      <DialogTitle id="correction-title">{t('instance.retryWith')}</DialogTitle>
      <DialogContent>
        <DialogContentText variant="body2" sx={{ mb: 2 }}>
          {t('instance.retryHint')}
        </DialogContentText>
        <TextField
          autoFocus
          fullWidth
          multiline
          minRows={5}
          label={t('instance.variables')}
          value={text}
          onChange={(event) => setText(event.target.value)}
          error={variables === undefined}
          helperText={variables === undefined ? t('instance.badJson') : ' '}
          slotProps={{
            htmlInput: { spellCheck: false, style: { fontFamily: 'ui-monospace, Menlo, monospace' } },
          }}
        />
      </DialogContent>
      <DialogActions sx={{ px: 3, pb: 2.5 }}>
        <Button onClick={onClose}>{t('action.cancel')}</Button>
        <Button
          variant="contained"
          disabled={variables === undefined || isBusy}
          onClick={() => variables !== undefined && onSend(variables)}
        >
          {t('instance.retry')}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
