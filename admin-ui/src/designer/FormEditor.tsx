/** One form: its JSON on the left, as people will see it on the right. */
import AddOutlined from '@mui/icons-material/AddOutlined';
import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Menu from '@mui/material/Menu';
import MenuItem from '@mui/material/MenuItem';
import Typography from '@mui/material/Typography';
import { type KeyboardEvent, useEffect, useId, useMemo, useRef, useState } from 'react';
import { FormRenderer } from '../forms/FormRenderer.tsx';
import { type FormSchema, readForm } from '../forms/schema.ts';
import { useForm } from '../forms/use-form.ts';
import { useText } from '../i18n/provider.ts';
import type { EditorProps } from './editor.ts';
import { formText, type NewFieldType, newFieldTypes, parseForm, withField } from './form-fields.ts';

const rememberAfter = 500;
const noVariables = {};

export function FormEditor({ content, name, onChange, onState, onReady }: EditorProps) {
  const t = useText();
  const areaId = useId();
  const [text, setText] = useState(content);
  const past = useUndo(content);
  const area = useRef<HTMLTextAreaElement>(null);
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  const callbacks = useRef({ onChange, onState, onReady });
  callbacks.current = { onChange, onState, onReady };
  const read = useMemo(() => parseForm(text), [text]);
  const [shown, setShown] = useState(() => readForm(content));
  useEffect(() => {
    if (read.ok) setShown(readForm(read.form));
  }, [read]);

  function put(next: string): void {
    setText(next);
    callbacks.current.onChange(next);
    callbacks.current.onState(past.state());
  }
  function change(next: string, isStep: boolean): void {
    past.note(next, isStep);
    put(next);
  }
  const putLatest = useRef(put);
  putLatest.current = put;

  useEffect(() => {
    const { onReady: ready, onState: tell } = callbacks.current;
    tell(past.state());
    ready({
      undo: () => past.undo((to) => putLatest.current(to)),
      redo: () => past.redo((to) => putLatest.current(to)),
      zoom: null,
      flush: async () => undefined,
      show: () => area.current?.focus(),
    });
    return () => callbacks.current.onReady(null);
  }, [past]);

  function onKey(event: KeyboardEvent<HTMLTextAreaElement>): void {
    const isMod = event.ctrlKey || event.metaKey;
    const key = event.key.toLowerCase();
    if (!isMod || (key !== 'z' && key !== 'y')) return;
    event.preventDefault();
    if (key === 'y' || event.shiftKey) past.redo(put);
    else past.undo(put);
  }

  function addField(type: NewFieldType): void {
    setAnchor(null);
    if (read.ok) change(formText(withField(read.form, type, t(`designer.formField.${type}`))), true);
  }

  return (
    <Box
      sx={{
        display: 'grid',
        gridTemplateColumns: 'minmax(0, 1fr) minmax(0, 1fr)',
        width: '100%',
        height: '100%',
        bgcolor: 'background.paper',
      }}
    >
      <Box
        sx={{ display: 'flex', flexDirection: 'column', minHeight: 0, borderRight: 1, borderColor: 'line' }}
      >
        <Box
          sx={{
            display: 'flex',
            alignItems: 'center',
            gap: 1,
            px: 2,
            py: 1,
            borderBottom: 1,
            borderColor: 'line',
          }}
        >
          <Typography component="label" htmlFor={areaId} variant="subtitle2" sx={{ flex: 1 }}>
            {t('designer.formJson')}
          </Typography>
          <Button
            size="small"
            disabled={!read.ok}
            onClick={() => read.ok && change(formText(read.form), true)}
          >
            {t('designer.formTidy')}
          </Button>
          <Button
            size="small"
            variant="outlined"
            startIcon={<AddOutlined />}
            disabled={!read.ok}
            aria-haspopup="menu"
            onClick={(event) => setAnchor(event.currentTarget)}
          >
            {t('designer.formAddField')}
          </Button>
          <Menu anchorEl={anchor} open={anchor !== null} onClose={() => setAnchor(null)}>
            {newFieldTypes.map((type) => (
              <MenuItem key={type} onClick={() => addField(type)}>
                {t(`designer.formField.${type}`)}
              </MenuItem>
            ))}
          </Menu>
        </Box>
        {!read.ok && (
          <Alert severity="error" sx={{ m: 1.5, mb: 0 }}>
            {t('designer.formWrong', { reason: read.reason ?? t('designer.formNotForm') })}
          </Alert>
        )}
        <Box
          component="textarea"
          id={areaId}
          ref={area}
          value={text}
          spellCheck={false}
          aria-invalid={!read.ok}
          onChange={(event) => change(event.target.value, false)}
          onKeyDown={onKey}
          sx={{
            flex: 1,
            minHeight: 0,
            resize: 'none',
            border: 0,
            px: 2,
            py: 1.5,
            color: 'text.primary',
            bgcolor: 'transparent',
            fontFamily: 'ui-monospace, SFMono-Regular, Menlo, Consolas, monospace',
            fontSize: '0.8125rem',
            lineHeight: 1.6,
            tabSize: 2,
            outlineOffset: '-2px !important',
          }}
        />
      </Box>
      <Box sx={{ display: 'flex', flexDirection: 'column', minHeight: 0, bgcolor: 'background.default' }}>
        <Typography
          variant="subtitle2"
          component="h2"
          sx={{ px: 2, py: 1.75, borderBottom: 1, borderColor: 'line' }}
        >
          {t('designer.formPreview')}
        </Typography>
        <Box sx={{ flex: 1, overflowY: 'auto', p: 3 }}>
          <Box
            sx={{
              maxWidth: 640,
              mx: 'auto',
              p: 3,
              bgcolor: 'background.paper',
              border: 1,
              borderColor: 'line',
              borderRadius: 3,
            }}
          >
            {shown === null || shown.fields.length === 0 ? (
              <Typography variant="body2" color="textSecondary">
                {t('designer.formEmpty')}
              </Typography>
            ) : (
              <Preview key={JSON.stringify(shown)} schema={shown} name={name} />
            )}
          </Box>
        </Box>
      </Box>
    </Box>
  );
}

function Preview({ schema, name }: { schema: FormSchema; name: string }) {
  const form = useForm(schema, noVariables, null);
  return (
    <FormRenderer
      id={`preview-${name}`}
      schema={schema}
      values={form.values}
      variables={noVariables}
      faults={form.faults}
      showsFaults={false}
      onChange={form.change}
      onBusy={form.setBusy}
    />
  );
}

// ── Undo ───────────────────────────────────────────────────────────────────────────────────────

/** A textarea that is written to by program forgets its own undo; this one remembers by pauses in typing. */
function useUndo(first: string) {
  const [past] = useState(() => {
    const texts = [first];
    let at = 0;
    let lastNote = 0;
    return {
      note(text: string, isStep: boolean) {
        const isSameStroke =
          !isStep && at > 0 && at === texts.length - 1 && Date.now() - lastNote < rememberAfter;
        lastNote = isStep ? 0 : Date.now();
        texts.length = at + 1;
        if (isSameStroke) texts[at] = text;
        else {
          texts.push(text);
          at += 1;
        }
      },
      undo: (put: (text: string) => void) => move(-1, put),
      redo: (put: (text: string) => void) => move(1, put),
      state: () => ({ canUndo: at > 0, canRedo: at < texts.length - 1 }),
    };

    function move(by: number, put: (text: string) => void): void {
      const text = texts[at + by];
      if (text === undefined) return;
      at += by;
      lastNote = 0;
      put(text);
    }
  });
  return past;
}
