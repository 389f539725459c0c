import Box from '@mui/material/Box';
import Dialog from '@mui/material/Dialog';
import DialogContent from '@mui/material/DialogContent';
import DialogTitle from '@mui/material/DialogTitle';
import Typography from '@mui/material/Typography';
import { useText } from '../i18n/provider.ts';
import { Keys } from './Keys.tsx';
import { useRegistry } from './registry.tsx';

/** Every key that does something on this page. */
export function ShortcutSheet({ open, onClose }: { open: boolean; onClose: () => void }) {
  const t = useText();
  const actions = useRegistry()
    .actions()
    .filter((action) => action.keys !== undefined);
  const scopes = [...new Set(actions.map((action) => action.scope))];
  return (
    <Dialog open={open} onClose={onClose} maxWidth="sm" fullWidth aria-labelledby="shortcut-title">
      <DialogTitle id="shortcut-title">{t('keys.title')}</DialogTitle>
      <DialogContent>
        {scopes.map((scope) => (
          <Box key={scope} sx={{ mb: 3 }}>
            <Typography variant="subtitle2" color="textSecondary" sx={{ mb: 1 }}>
              {t(scope)}
            </Typography>
            <Box
              component="dl"
              sx={{ m: 0, display: 'grid', gridTemplateColumns: { sm: '1fr 1fr' }, columnGap: 4 }}
            >
              {actions
                .filter((action) => action.scope === scope)
                .map((action) => (
                  <Box
                    key={action.id}
                    sx={{ display: 'flex', justifyContent: 'space-between', gap: 2, py: 0.75 }}
                  >
                    <Typography component="dt" variant="body2">
                      {t(action.label)}
                    </Typography>
                    <Box component="dd" sx={{ m: 0 }}>
                      <Keys keys={action.keys ?? ''} />
                    </Box>
                  </Box>
                ))}
            </Box>
          </Box>
        ))}
        <Typography variant="caption" color="textSecondary">
          {t('keys.hint')}
        </Typography>
      </DialogContent>
    </Dialog>
  );
}
