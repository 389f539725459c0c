import Box from '@mui/material/Box';
import Typography from '@mui/material/Typography';
import type { Inspection, InspectionFinding } from '../api/types.ts';
import { useText } from '../i18n/provider.ts';
import { FactList } from '../parts/FactList.tsx';
import { FileList } from '../parts/FileList.tsx';
import { Panel } from '../parts/Panel.tsx';
import { ToneChip } from '../parts/ToneChip.tsx';
import type { Tone } from '../theme/tone.ts';
import { formatDateTime } from '../time/format.ts';

const tones: Record<string, Tone> = { PASS: 'success', FAIL: 'danger', NOT_APPLICABLE: 'neutral' };

export function InspectionPanel({ inspection }: { inspection: Inspection }) {
  const t = useText();
  const moment = (at: string | null) => (at === null ? null : formatDateTime(at));
  const findings = [...inspection.findings].sort((a, b) => a.position - b.position);
  const files = [
    ...(inspection.minutes === null ? [] : [{ file: inspection.minutes, note: t('document.minutes') }]),
    ...(inspection.conclusion === null
      ? []
      : [{ file: inspection.conclusion, note: t('document.conclusion') }]),
  ];
  return (
    <Panel title={t('document.findings')}>
      <FactList
        columns={2}
        facts={[
          { label: t('document.decisionNumber'), value: inspection.decisionNumber },
          { label: t('document.announced'), value: moment(inspection.announcedAt) },
          { label: t('document.ended'), value: moment(inspection.endedAt) },
          { label: t('document.published'), value: moment(inspection.publishedAt) },
        ]}
      />
      {findings.length === 0 ? (
        <Typography variant="body2" color="textSecondary" sx={{ mt: 2 }}>
          {t('document.noFindings')}
        </Typography>
      ) : (
        <Box component="ol" sx={{ listStyle: 'none', m: 0, mt: 2, p: 0, display: 'grid', gap: 2 }}>
          {findings.map((finding) => (
            <Finding key={finding.position} finding={finding} />
          ))}
        </Box>
      )}
      {files.length > 0 && (
        <Box sx={{ mt: 2 }}>
          <FileList
            files={files.map(({ file }) => file)}
            notes={Object.fromEntries(files.map(({ file, note }) => [file.id, note]))}
          />
        </Box>
      )}
    </Panel>
  );
}

function Finding({ finding }: { finding: InspectionFinding }) {
  const t = useText();
  const label =
    finding.result === 'PASS' || finding.result === 'FAIL' || finding.result === 'NOT_APPLICABLE'
      ? t(`document.findingResult.${finding.result}`)
      : finding.result;
  return (
    <Box component="li">
      <Box sx={{ display: 'flex', gap: 1.5, alignItems: 'flex-start' }}>
        <Typography variant="body2" sx={{ flex: 1, fontWeight: 500 }}>
          {`${finding.position}. ${finding.item}`}
        </Typography>
        <ToneChip tone={tones[finding.result] ?? 'neutral'}>{label}</ToneChip>
      </Box>
      {finding.note !== null && (
        <Typography variant="body2" color="textSecondary" sx={{ mt: 0.5 }}>
          {finding.note}
        </Typography>
      )}
      {finding.photos.length > 0 && (
        <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 1, mt: 1 }}>
          {finding.photos.map((photo, index) => (
            <Box
              component="a"
              key={photo.id}
              href={photo.url}
              target="_blank"
              rel="noopener"
              sx={{ display: 'block', borderRadius: 2 }}
            >
              <Box
                component="img"
                src={photo.url}
                loading="lazy"
                alt={t('document.photo', { position: index + 1, item: finding.item })}
                sx={{
                  width: 112,
                  height: 84,
                  objectFit: 'cover',
                  display: 'block',
                  borderRadius: 2,
                  border: 1,
                  borderColor: 'line',
                  bgcolor: 'sunken',
                }}
              />
            </Box>
          ))}
        </Box>
      )}
    </Box>
  );
}
