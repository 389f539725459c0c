import Box from '@mui/material/Box';
import Typography from '@mui/material/Typography';
import type { Json } from '../api/types.ts';
import { useText } from '../i18n/provider.ts';

/** What an instance knows, by name. */
export function VariableTable({ variables }: { variables: Json }) {
  const t = useText();
  const entries = Object.entries(variables).sort(([a], [b]) => a.localeCompare(b));
  if (entries.length === 0) {
    return (
      <Typography variant="body2" color="textSecondary">
        {t('instance.noVariables')}
      </Typography>
    );
  }
  return (
    <Box component="dl" sx={{ m: 0 }}>
      {entries.map(([name, value]) => (
        <Box
          key={name}
          sx={{
            display: 'grid',
            gridTemplateColumns: { xs: '1fr', sm: '220px minmax(0, 1fr)' },
            gap: { xs: 0.25, sm: 2 },
            py: 1,
            borderBottom: 1,
            borderColor: 'line',
            '&:last-child': { borderBottom: 0 },
          }}
        >
          <Typography component="dt" variant="body2" color="textSecondary" sx={{ overflowWrap: 'anywhere' }}>
            {name}
          </Typography>
          <Typography
            component="dd"
            variant="body2"
            sx={{
              m: 0,
              whiteSpace: 'pre-wrap',
              overflowWrap: 'anywhere',
              fontFamily: 'ui-monospace, SFMono-Regular, Menlo, monospace',
              fontSize: '0.8125rem',
            }}
          >
            {typeof value === 'string' ? value : JSON.stringify(value, null, 2)}
          </Typography>
        </Box>
      ))}
    </Box>
  );
}
