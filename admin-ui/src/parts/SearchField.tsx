import SearchOutlined from '@mui/icons-material/SearchOutlined';
import InputAdornment from '@mui/material/InputAdornment';
import TextField from '@mui/material/TextField';
import { useCallback, useRef } from 'react';
import { useActions } from '../actions/registry.tsx';
import { type Params, useSettledText } from './use-paged-list.ts';

/** Searches as one types, through the URL; "/" leads here. */
export function SearchField({ params, label, name = 'q' }: { params: Params; label: string; name?: string }) {
  const input = useRef<HTMLInputElement>(null);
  const { set } = params;
  const latest = useRef(set);
  latest.current = set;
  const settle = useCallback((text: string) => latest.current({ [name]: text }), [name]);
  const [text, setText] = useSettledText(params.get(name), settle);
  useActions([
    {
      id: 'focus-search',
      label: 'keys.focusSearch',
      scope: 'keys.general',
      keys: '/',
      inPalette: false,
      perform: () => input.current?.focus(),
    },
  ]);
  return (
    <TextField
      type="search"
      inputRef={input}
      value={text}
      onChange={(event) => setText(event.target.value)}
      placeholder={label}
      slotProps={{
        htmlInput: { 'aria-label': label },
        input: {
          startAdornment: (
            <InputAdornment position="start">
              <SearchOutlined fontSize="small" />
            </InputAdornment>
          ),
        },
      }}
      sx={{ flex: '1 1 260px', maxWidth: { sm: 420 } }}
    />
  );
}
