import type { InstanceState, Urgency } from '../api/types.ts';
import { useText } from '../i18n/provider.ts';
import type { MessageKey } from '../i18n/vi.ts';
import type { Tone } from '../theme/tone.ts';
import { ToneChip } from './ToneChip.tsx';

const tones: Record<string, Tone> = {
  '01': 'neutral',
  '02': 'danger',
  '03': 'info',
  '04': 'info',
  '05': 'info',
  '06': 'success',
  '13': 'warning',
  '15': 'neutral',
  '16': 'warning',
};

const labels: Record<string, MessageKey> = {
  '01': 'status.c01',
  '02': 'status.c02',
  '03': 'status.c03',
  '04': 'status.c04',
  '05': 'status.c05',
  '06': 'status.c06',
  '13': 'status.c13',
  '15': 'status.c15',
  '16': 'status.c16',
};

/** Refused, done, recalled: nothing more is to come, and no deadline counts. */
export function isFinished(code: string): boolean {
  return ['02', '06', '15'].includes(code);
}

export function statusTone(code: string): Tone {
  return tones[code] ?? 'neutral';
}

/** The words for a status code of the national exchange. */
export function statusKey(code: string): MessageKey {
  return labels[code] ?? 'status.unknown';
}

type StatusProps = { code: string; label?: string; paused?: boolean };

export function StatusChip({ code, label, paused = false }: StatusProps) {
  const t = useText();
  if (paused) {
    return (
      <ToneChip tone="warning" dot>
        {t('status.paused')}
      </ToneChip>
    );
  }
  return (
    <ToneChip tone={statusTone(code)} dot>
      {label ?? t(statusKey(code))}
    </ToneChip>
  );
}

const urgencyTones: Record<Urgency, Tone> = {
  NORMAL: 'neutral',
  URGENT: 'warning',
  VERY_URGENT: 'danger',
  FLASH: 'danger',
};

/** Nothing for an ordinary document: what is on every row says nothing. */
export function UrgencyChip({ urgency, always = false }: { urgency: Urgency; always?: boolean }) {
  const t = useText();
  if (urgency === 'NORMAL' && !always) return null;
  return <ToneChip tone={urgencyTones[urgency]}>{t(`urgency.${urgency}`)}</ToneChip>;
}

const instanceTones: Record<InstanceState, Tone> = {
  ACTIVE: 'info',
  COMPLETED: 'success',
  TERMINATED: 'neutral',
};

export function InstanceChip({ state }: { state: InstanceState }) {
  const t = useText();
  return (
    <ToneChip tone={instanceTones[state]} dot>
      {t(`instance.state.${state}`)}
    </ToneChip>
  );
}
