import Box from '@mui/material/Box';
import Dialog from '@mui/material/Dialog';
import DialogContent from '@mui/material/DialogContent';
import DialogTitle from '@mui/material/DialogTitle';
import List from '@mui/material/List';
import ListItemButton from '@mui/material/ListItemButton';
import ListItemText from '@mui/material/ListItemText';
import TextField from '@mui/material/TextField';
import Typography from '@mui/material/Typography';
import { useState } from 'react';
import { useText } from '../i18n/provider.ts';
import { ToneChip } from '../parts/ToneChip.tsx';
import { type ElementTemplate, jobTypeOf } from './templates.ts';

type Props = {
  templates: readonly ElementTemplate[];
  /** Job type that the element has already: its template comes first. */
  current: string | null;
  onChoose: (template: ElementTemplate) => void;
  onClose: () => void;
};

/** Without accents and case, so that "van ban" finds "Văn bản". */
function plain(text: string): string {
  return text.normalize('NFD').replaceAll(/\p{M}/gu, '').replaceAll(/[đĐ]/g, 'd').toLowerCase();
}

export function TemplateChooser({ templates, current, onChoose, onClose }: Props) {
  const t = useText();
  const [search, setSearch] = useState('');
  const isCurrent = (template: ElementTemplate) => current !== null && jobTypeOf(template) === current;
  const found = templates
    .filter(({ name, description = '', id }) =>
      plain(`${name} ${description} ${id}`).includes(plain(search.trim())),
    )
    .toSorted((a, b) => Number(isCurrent(b)) - Number(isCurrent(a)) || a.name.localeCompare(b.name, 'vi'));
  return (
    <Dialog open onClose={onClose} maxWidth="sm" fullWidth aria-labelledby="template-title">
      <DialogTitle id="template-title" sx={{ pb: 1 }}>
        {t('designer.templates')}
      </DialogTitle>
      <DialogContent sx={{ px: 0, pb: 1 }}>
        <Box sx={{ px: 3, pb: 1.5 }}>
          <Typography variant="body2" color="textSecondary" sx={{ mb: 1.5 }}>
            {t('designer.templatesHint')}
          </Typography>
          <TextField
            autoFocus
            fullWidth
            type="search"
            placeholder={t('designer.templatesSearch')}
            value={search}
            onChange={(event) => setSearch(event.target.value)}
            slotProps={{ htmlInput: { 'aria-label': t('designer.templatesSearch') } }}
          />
        </Box>
        {found.length === 0 && (
          <Typography variant="body2" color="textSecondary" sx={{ px: 3, py: 2 }}>
            {t('designer.templatesNone')}
          </Typography>
        )}
        <List sx={{ height: 380, overflowY: 'auto', borderTop: 1, borderColor: 'line', py: 0 }}>
          {found.map((template) => (
            <ListItemButton
              key={template.id}
              divider
              onClick={() => onChoose(template)}
              sx={{ px: 3, alignItems: 'flex-start', gap: 1.5 }}
            >
              <ListItemText
                primary={template.name}
                secondary={template.description}
                slotProps={{
                  primary: { sx: { fontWeight: 600, fontSize: '0.875rem' } },
                  secondary: { sx: { fontSize: '0.8125rem' } },
                }}
              />
              {isCurrent(template) && <ToneChip tone="accent">{t('designer.templatesSuggested')}</ToneChip>}
            </ListItemButton>
          ))}
        </List>
      </DialogContent>
    </Dialog>
  );
}
