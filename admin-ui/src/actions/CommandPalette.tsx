import Box from '@mui/material/Box';
import ButtonBase from '@mui/material/ButtonBase';
import Dialog from '@mui/material/Dialog';
import InputBase from '@mui/material/InputBase';
import Typography from '@mui/material/Typography';
import { useEffect, useState } from 'react';
import { useText } from '../i18n/provider.ts';
import { Keys } from './Keys.tsx';
import { useRegistry } from './registry.tsx';

/** Without diacritics and case, so that "van ban" finds "Văn bản". */
function plain(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').replaceAll('đ', 'd').replaceAll('Đ', 'D').toLowerCase();
}

export function CommandPalette({ open, onClose }: { open: boolean; onClose: () => void }) {
  const t = useText();
  const [search, setSearch] = useState('');
  const [at, setAt] = useState(0);
  const found = useRegistry()
    .actions()
    .filter((action) => action.inPalette !== false && plain(t(action.label)).includes(plain(search)));
  useEffect(() => {
    if (open) setSearch('');
  }, [open]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new search begins at its first hit
  useEffect(() => setAt(0), [search, open]);

  function run(index: number): void {
    const action = found[index];
    if (action === undefined) return;
    onClose();
    action.perform();
  }

  return (
    <Dialog
      open={open}
      onClose={onClose}
      maxWidth="sm"
      fullWidth
      aria-label={t('keys.palette')}
      sx={{ '& .MuiDialog-container': { alignItems: 'flex-start', pt: { xs: 0, sm: 8 } } }}
    >
      <InputBase
        autoFocus
        fullWidth
        value={search}
        placeholder={t('keys.paletteHint')}
        onChange={(event) => setSearch(event.target.value)}
        inputProps={{
          'aria-label': t('keys.paletteHint'),
          role: 'combobox',
          'aria-expanded': true,
          'aria-controls': 'palette-options',
          'aria-activedescendant': found[at] === undefined ? undefined : `palette-${at}`,
        }}
        onKeyDown={(event) => {
          if (event.key === 'ArrowDown') setAt((before) => Math.min(before + 1, found.length - 1));
          else if (event.key === 'ArrowUp') setAt((before) => Math.max(before - 1, 0));
          else if (event.key === 'Enter') run(at);
          else return;
          event.preventDefault();
        }}
        sx={{ px: 2.5, py: 1.5, fontSize: '1rem', borderBottom: 1, borderColor: 'line' }}
      />
      <Box
        id="palette-options"
        role="listbox"
        aria-label={t('keys.palette')}
        sx={{ p: 1, maxHeight: 380, overflowY: 'auto' }}
      >
        {found.length === 0 && (
          <Typography variant="body2" color="textSecondary" sx={{ p: 2, textAlign: 'center' }}>
            {t('keys.paletteNone')}
          </Typography>
        )}
        {found.map((action, index) => (
          <ButtonBase
            key={action.id}
            id={`palette-${index}`}
            role="option"
            aria-selected={index === at}
            tabIndex={-1}
            onClick={() => run(index)}
            onMouseMove={() => setAt(index)}
            sx={{
              width: '100%',
              justifyContent: 'space-between',
              px: 1.5,
              minHeight: 44,
              borderRadius: 1.5,
              fontSize: '0.875rem',
              fontWeight: 500,
              bgcolor: index === at ? 'tone.accent.fill' : 'transparent',
            }}
          >
            {t(action.label)}
            {action.keys !== undefined && <Keys keys={action.keys} />}
          </ButtonBase>
        ))}
      </Box>
    </Dialog>
  );
}
