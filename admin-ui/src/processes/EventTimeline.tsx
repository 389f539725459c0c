import Box from '@mui/material/Box';
import FormControlLabel from '@mui/material/FormControlLabel';
import Switch from '@mui/material/Switch';
import Typography from '@mui/material/Typography';
import { useState } from 'react';
import type { InstanceEvent } from '../api/types.ts';
import { useText } from '../i18n/provider.ts';
import type { MessageKey } from '../i18n/vi.ts';
import type { Tone } from '../theme/tone.ts';
import { formatDateTime } from '../time/format.ts';
import { elementNames } from './element-names.ts';

const words: Record<string, MessageKey> = {
  activated: 'instance.event.activated',
  completed: 'instance.event.completed',
  terminated: 'instance.event.terminated',
  taken: 'instance.event.taken',
  incident: 'instance.event.incident',
  variable: 'instance.event.variable',
};
const tones: Record<string, Tone> = {
  completed: 'success',
  incident: 'danger',
  terminated: 'warning',
  activated: 'info',
};

/** Steps that somebody outside the engine would name: what people did, what was sent, what failed. */
function isTold(event: InstanceEvent, names: ReadonlyMap<string, string>): boolean {
  if (event.event === 'incident') return true;
  if (event.event === 'taken' || event.event === 'variable' || !names.has(event.elementId)) return false;
  if (event.type === 'userTask') return true;
  if (event.type === 'startEvent' || event.type === 'endEvent' || event.type === 'boundaryEvent')
    return event.event === 'completed';
  return event.event === 'completed' && /Task$|Event$|callActivity|subProcess/i.test(event.type);
}

/** What happened in an instance, the latest first. */
export function EventTimeline({ events, bpmn }: { events: InstanceEvent[]; bpmn: string }) {
  const t = useText();
  const [showsAll, setShowsAll] = useState(false);
  const names = elementNames(bpmn);
  const shown = [...events]
    .sort((a, b) => b.sequence - a.sequence)
    .filter((event) => showsAll || isTold(event, names));
  return (
    <Box>
      <FormControlLabel
        control={
          <Switch size="small" checked={showsAll} onChange={(event) => setShowsAll(event.target.checked)} />
        }
        label={t('instance.allEvents')}
        sx={{ mb: 1.5, '& .MuiFormControlLabel-label': { fontSize: '0.8125rem' } }}
      />
      <Box component="ol" sx={{ listStyle: 'none', m: 0, p: 0 }}>
        {shown.map((event, index) => (
          <Box
            component="li"
            key={event.sequence}
            sx={{ display: 'flex', gap: 1.5, position: 'relative', pb: 1.75 }}
          >
            {index < shown.length - 1 && (
              <Box
                aria-hidden
                sx={{ position: 'absolute', left: 4, top: 16, bottom: -4, width: 2, bgcolor: 'line' }}
              />
            )}
            <Box
              aria-hidden
              sx={{
                width: 10,
                height: 10,
                mt: 0.75,
                flexShrink: 0,
                borderRadius: '50%',
                bgcolor: `tone.${tones[event.event] ?? 'neutral'}.text`,
              }}
            />
            <Box sx={{ minWidth: 0 }}>
              <Typography variant="body2" sx={{ overflowWrap: 'anywhere' }}>
                <Box component="span" sx={{ color: 'text.secondary' }}>
                  {`${words[event.event] === undefined ? event.event : t(words[event.event] as MessageKey)}: `}
                </Box>
                <Box component="span" sx={{ fontWeight: 500 }}>
                  {names.get(event.elementId) ?? event.elementId}
                </Box>
              </Typography>
              <Typography variant="caption" color="textSecondary">
                {[
                  formatDateTime(event.at),
                  event.actor === null ? null : t('instance.by', { name: event.actor.name }),
                ]
                  .filter(Boolean)
                  .join(' · ')}
              </Typography>
            </Box>
          </Box>
        ))}
      </Box>
    </Box>
  );
}
