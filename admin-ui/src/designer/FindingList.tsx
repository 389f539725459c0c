import ErrorOutlineOutlined from '@mui/icons-material/ErrorOutlineOutlined';
import InfoOutlined from '@mui/icons-material/InfoOutlined';
import TaskAltOutlined from '@mui/icons-material/TaskAltOutlined';
import WarningAmberOutlined from '@mui/icons-material/WarningAmberOutlined';
import Box from '@mui/material/Box';
import Typography from '@mui/material/Typography';
import { useText } from '../i18n/provider.ts';
import type { Finding, Severity } from './findings.ts';
import type { Findings } from './use-findings.ts';

const icons = { error: ErrorOutlineOutlined, warning: WarningAmberOutlined, info: InfoOutlined };
const colours: Record<Severity, string> = { error: 'error.main', warning: 'warning.main', info: 'info.main' };

type Props = { findings: Findings; onShow: (finding: Finding) => void };

/** What was found, the gravest first; each leads to its element. */
export function FindingList({ findings, onShow }: Props) {
  const t = useText();
  const { all, isChecking, hasServerFailed } = findings;
  return (
    <Box component="section" aria-label={t('designer.findings')} sx={{ overflowY: 'auto', height: '100%' }}>
      {hasServerFailed && (
        <Typography variant="caption" color="text.secondary" component="p" sx={{ px: 2, py: 1 }}>
          {t('designer.findingsFailed')}
        </Typography>
      )}
      {all.length === 0 && (
        <Box sx={{ display: 'flex', gap: 1.5, alignItems: 'center', px: 2, py: 2, color: 'success.main' }}>
          <TaskAltOutlined fontSize="small" />
          <Typography variant="body2" color="text.primary">
            {isChecking ? t('designer.findingsChecking') : t('designer.findingsNoneHint')}
          </Typography>
        </Box>
      )}
      <Box component="ul" sx={{ listStyle: 'none', m: 0, p: 0 }}>
        {all.map((finding) => {
          const Icon = icons[finding.severity];
          const place = [finding.file, finding.elementId ?? t('designer.wholeFile')]
            .filter(Boolean)
            .join(' · ');
          return (
            <Box
              component="li"
              key={`${finding.file} ${finding.rule} ${finding.elementId} ${finding.message}`}
              sx={{ borderBottom: 1, borderColor: 'line' }}
            >
              <Box
                component="button"
                type="button"
                onClick={() => onShow(finding)}
                sx={{
                  all: 'unset',
                  boxSizing: 'border-box',
                  cursor: 'pointer',
                  width: '100%',
                  display: 'flex',
                  gap: 1.5,
                  px: 2,
                  py: 1,
                  '&:hover': { bgcolor: 'raised' },
                  '&:focus-visible': {
                    outline: '2px solid',
                    outlineColor: 'primary.main',
                    outlineOffset: -2,
                  },
                }}
              >
                <Icon
                  titleAccess={t(`designer.severity.${finding.severity}`)}
                  sx={{ fontSize: 20, mt: '1px', color: colours[finding.severity] }}
                />
                <Box sx={{ minWidth: 0 }}>
                  <Typography variant="body2">{finding.message}</Typography>
                  <Typography
                    variant="caption"
                    color="text.secondary"
                    component="p"
                    sx={{ overflowWrap: 'anywhere' }}
                  >
                    {place}
                  </Typography>
                </Box>
              </Box>
            </Box>
          );
        })}
      </Box>
    </Box>
  );
}
