import Box from '@mui/material/Box';
import { useText } from '../i18n/provider.ts';
import { agoWords, type DeadlineFacts, deadlineWords } from '../time/deadline.ts';
import { formatDateTime } from '../time/format.ts';
import { useNow } from '../time/use-now.ts';
import { ToneChip } from './ToneChip.tsx';

/** A deadline in words, with the date behind it. */
export function DueChip(facts: DeadlineFacts & { hideWithout?: boolean }) {
  const t = useText();
  const words = deadlineWords(facts, useNow());
  if (facts.hideWithout === true && words.key === 'time.noDeadline') return null;
  const title = facts.dueAt === null ? undefined : t('time.due', { date: formatDateTime(facts.dueAt) });
  return (
    <ToneChip tone={words.tone} {...(title === undefined ? {} : { title })}>
      {t(words.key, { smart_count: words.count })}
    </ToneChip>
  );
}

/** "3 giờ trước", or the date once that says more. */
export function Ago({ at }: { at: string }) {
  const t = useText();
  const words = agoWords(at, useNow());
  const exact = formatDateTime(at);
  return (
    <Box component="time" dateTime={at} title={exact} sx={{ whiteSpace: 'nowrap' }}>
      {words === null ? exact : t(words.key, { smart_count: words.count })}
    </Box>
  );
}
