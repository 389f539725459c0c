import TuneOutlined from '@mui/icons-material/TuneOutlined';
import Badge from '@mui/material/Badge';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import MenuItem from '@mui/material/MenuItem';
import TextField from '@mui/material/TextField';
import { type ReactNode, useState } from 'react';
import { useText } from '../i18n/provider.ts';
import { useIsPhone } from '../layout/use-is-phone.ts';
import { DateField } from './DateField.tsx';
import type { Params } from './use-paged-list.ts';

/** Search beside the filters; on a phone the filters wait behind a button. */
export function FilterBar({
  search,
  children,
  params,
  names,
}: {
  search: ReactNode;
  children: ReactNode;
  params: Params;
  names: string[];
}) {
  const t = useText();
  const isPhone = useIsPhone();
  const [isOpen, setOpen] = useState(false);
  const used = names.filter((name) => params.get(name) !== '').length;
  return (
    <Box sx={{ mb: 2 }}>
      <Box sx={{ display: 'flex', gap: 1, flexWrap: isPhone ? 'nowrap' : 'wrap', alignItems: 'center' }}>
        {search}
        {isPhone ? (
          <Button
            variant="outlined"
            onClick={() => setOpen(!isOpen)}
            aria-expanded={isOpen}
            aria-label={t('action.filters')}
            sx={{ minWidth: 44, px: 1, flexShrink: 0 }}
          >
            <Badge badgeContent={used} color="primary">
              <TuneOutlined />
            </Badge>
          </Button>
        ) : (
          children
        )}
        {!isPhone && used > 0 && <Button onClick={params.clear}>{t('action.clearFilters')}</Button>}
      </Box>
      {isPhone && isOpen && (
        <Box sx={{ display: 'grid', gap: 1.5, mt: 1.5, '& > *': { width: '100%' } }}>{children}</Box>
      )}
    </Box>
  );
}

type ChoiceProps = {
  params: Params;
  name: string;
  label: string;
  options: { value: string; label: string }[];
  width?: number;
};

/** One filter of few values. */
export function FilterChoice({ params, name, label, options, width = 170 }: ChoiceProps) {
  const t = useText();
  return (
    <TextField
      select
      label={label}
      value={params.get(name)}
      onChange={(event) => params.set({ [name]: event.target.value })}
      sx={{ minWidth: width }}
      slotProps={{ inputLabel: { shrink: true }, select: { displayEmpty: true } }}
    >
      <MenuItem value="">{t('action.all')}</MenuItem>
      {options.map((option) => (
        <MenuItem key={option.value} value={option.value}>
          {option.label}
        </MenuItem>
      ))}
    </TextField>
  );
}

export function FilterDate({ params, name, label }: { params: Params; name: string; label: string }) {
  return (
    <DateField
      label={label}
      value={params.get(name)}
      onChange={(value) => value !== params.get(name) && params.set({ [name]: value })}
      sx={{ width: { md: 168 } }}
    />
  );
}
