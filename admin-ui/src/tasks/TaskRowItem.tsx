import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import ButtonBase from '@mui/material/ButtonBase';
import Typography from '@mui/material/Typography';
import type { TaskRow } from '../api/types.ts';
import { useText } from '../i18n/provider.ts';
import { DueChip } from '../parts/Moments.tsx';
import { partyName } from '../parts/party-name.ts';
import { UrgencyChip } from '../parts/StatusChip.tsx';
import { ToneChip } from '../parts/ToneChip.tsx';

type Props = {
  task: TaskRow;
  viewerId: string;
  isSelected: boolean;
  isPending: boolean;
  onSelect: () => void;
  onClaim: () => void;
};

export function TaskRowItem({ task, viewerId, isSelected, isPending, onSelect, onClaim }: Props) {
  const t = useText();
  const isOpen = task.state === 'OPEN';
  const isClaimable = isOpen && task.assignee === null;
  const other =
    task.document === null
      ? null
      : task.document.sender.__typename === 'Enterprise'
        ? task.document.sender
        : task.document.receiver;
  return (
    <Box
      component="li"
      data-task={task.id}
      sx={{
        position: 'relative',
        borderBottom: 1,
        borderColor: 'line',
        bgcolor: isSelected ? 'tone.accent.fill' : 'transparent',
        boxShadow: isSelected ? (theme) => `inset 3px 0 0 ${theme.palette.primary.main}` : 'none',
        '&:hover': { bgcolor: isSelected ? 'tone.accent.fill' : 'raised' },
      }}
    >
      <ButtonBase
        onClick={onSelect}
        aria-current={isSelected ? 'true' : undefined}
        aria-label={t('inbox.openTask', {
          name: [task.name, task.document?.subject].filter(Boolean).join(', '),
        })}
        sx={{ width: '100%', display: 'block', textAlign: 'left', px: 2, py: 1.5 }}
      >
        <Typography variant="body2" sx={{ fontWeight: 600 }}>
          {task.name}
        </Typography>
        {task.document !== null && (
          <Typography
            variant="body2"
            sx={{
              mt: 0.25,
              display: '-webkit-box',
              WebkitLineClamp: 2,
              WebkitBoxOrient: 'vertical',
              overflow: 'hidden',
            }}
          >
            {task.document.subject}
          </Typography>
        )}
        <Typography variant="caption" color="textSecondary" component="p" noWrap sx={{ mt: 0.25 }}>
          {[other === null ? task.instance.definition.name : partyName(other), task.document?.trackingCode]
            .filter(Boolean)
            .join(' · ')}
        </Typography>
        <Box
          sx={{
            display: 'flex',
            flexWrap: 'wrap',
            alignItems: 'center',
            gap: 0.75,
            mt: 1,
            minHeight: 32,
            '@media (pointer: coarse)': { minHeight: 44 },
            pr: isClaimable ? 12 : 0,
          }}
        >
          {task.document !== null && <UrgencyChip urgency={task.document.urgency} />}
          {isOpen ? (
            <DueChip dueAt={task.dueAt} hideWithout />
          ) : (
            <ToneChip tone="neutral">{t(`task.state.${task.state}`)}</ToneChip>
          )}
          {isOpen && task.assignee !== null && (
            <ToneChip tone={task.assignee.id === viewerId ? 'success' : 'neutral'}>
              {task.assignee.id === viewerId ? t('task.you') : task.assignee.name}
            </ToneChip>
          )}
        </Box>
      </ButtonBase>
      {isClaimable && (
        <Button
          variant="outlined"
          size="small"
          disabled={isPending}
          onClick={onClaim}
          aria-label={`${t('task.claim')}: ${task.name}`}
          sx={{ position: 'absolute', bottom: 12, right: 12 }}
        >
          {isPending ? t('task.claiming') : t('task.claim')}
        </Button>
      )}
    </Box>
  );
}
