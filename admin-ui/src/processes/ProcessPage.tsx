import EditOutlined from '@mui/icons-material/EditOutlined';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Typography from '@mui/material/Typography';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams, useSearchParams } from 'react-router-dom';
import { request } from '../api/client.ts';
import { getDefinition } from '../api/operations.ts';
import type { DefinitionDetail } from '../api/types.ts';
import { useHasRole } from '../api/viewer.ts';
import { LazyDiagram } from '../diagram/LazyDiagram.tsx';
import { useText } from '../i18n/provider.ts';
import { usePageTitle } from '../layout/page-title.tsx';
import { useIsPhone } from '../layout/use-is-phone.ts';
import { EmptyState } from '../parts/EmptyState.tsx';
import { PageHeader } from '../parts/PageHeader.tsx';
import { Panel } from '../parts/Panel.tsx';
import { QueryState } from '../parts/QueryState.tsx';
import { ToneChip } from '../parts/ToneChip.tsx';
import { formatDateTime } from '../time/format.ts';

/** A process, its diagram and its versions. */
export function ProcessPage() {
  const t = useText();
  const { key = '' } = useParams();
  const [params] = useSearchParams();
  const version = Number(params.get('version')) || null;
  const query = useQuery({
    queryKey: ['processes', 'detail', key, version],
    queryFn: async () => (await request(getDefinition, { key, version })).processDefinition,
  });
  return (
    <QueryState query={query}>
      {(definition) =>
        definition === null ? (
          <EmptyState title={t('error.notFoundTitle')} hint={t('error.notFoundHint')} />
        ) : (
          <LoadedProcess definition={definition} />
        )
      }
    </QueryState>
  );
}

function LoadedProcess({ definition }: { definition: DefinitionDetail }) {
  const t = useText();
  const isPhone = useIsPhone();
  const isManager = useHasRole('PROCESS_MANAGER');
  usePageTitle(definition.name, true);
  const versions = [...definition.versions].sort((a, b) => b.version - a.version);
  const newest = versions[0]?.version ?? definition.version;
  return (
    <>
      <PageHeader
        title={definition.name}
        chips={
          <>
            <ToneChip tone={definition.version === newest ? 'success' : 'neutral'}>
              {t('process.version', { version: definition.version })}
            </ToneChip>
            {definition.version === newest && <ToneChip tone="neutral">{t('process.current')}</ToneChip>}
          </>
        }
        note={definition.key}
        actions={
          <>
            {isManager && (
              <Button
                variant="outlined"
                component={Link}
                to={`/instances?key=${encodeURIComponent(definition.key)}`}
              >
                {t('process.seeInstances')}
              </Button>
            )}
            {isManager && !isPhone && (
              <Button
                variant="contained"
                component={Link}
                to={`/designer/${encodeURIComponent(definition.key)}`}
                startIcon={<EditOutlined />}
              >
                {t('process.design')}
              </Button>
            )}
          </>
        }
      />
      <Box sx={{ display: 'grid', gap: 2.5 }}>
        <Panel title={t('process.diagram')}>
          <LazyDiagram
            instanceId={`${definition.key}-${definition.version}`}
            definitionXml={definition.bpmn}
            activeElements={[]}
            height={480}
            label={t('process.diagramOf', { name: definition.name })}
          />
        </Panel>
        <Panel title={t('process.versions')} flush>
          <Box component="ul" sx={{ listStyle: 'none', m: 0, p: 0 }}>
            {versions.map((row) => (
              <Box
                component="li"
                key={row.version}
                sx={{ borderBottom: 1, borderColor: 'line', '&:last-child': { borderBottom: 0 } }}
              >
                <Box
                  component={Link}
                  to={
                    row.version === newest
                      ? `/processes/${encodeURIComponent(row.key)}`
                      : `/processes/${encodeURIComponent(row.key)}?version=${row.version}`
                  }
                  aria-current={row.version === definition.version ? 'true' : undefined}
                  sx={{
                    display: 'flex',
                    flexWrap: 'wrap',
                    gap: 2,
                    alignItems: 'center',
                    px: 2.5,
                    py: 1.5,
                    color: 'inherit',
                    textDecoration: 'none',
                    bgcolor: row.version === definition.version ? 'raised' : 'transparent',
                    '&:hover': { bgcolor: 'raised' },
                  }}
                >
                  <Typography variant="body2" sx={{ fontWeight: 600, minWidth: 110 }}>
                    {t('process.version', { version: row.version })}
                  </Typography>
                  <Typography variant="body2" color="textSecondary" sx={{ flex: 1 }}>
                    {formatDateTime(row.deployedAt)}
                  </Typography>
                  <Typography variant="body2" color="textSecondary">
                    {`${t('process.active')}: ${row.instances.active} · ${t('process.done')}: ${row.instances.completed}`}
                  </Typography>
                  {row.instances.incident > 0 && (
                    <ToneChip tone="danger">
                      {t('process.incidentCount', { smart_count: row.instances.incident })}
                    </ToneChip>
                  )}
                </Box>
              </Box>
            ))}
          </Box>
        </Panel>
      </Box>
    </>
  );
}
