import { useEffect, useRef } from 'react';
import { FileDrop } from '../files/FileDrop.tsx';
import { useUploads } from '../files/use-uploads.ts';
import { language } from '../i18n/provider.ts';
import type { ControlProps } from './ChoiceFields.tsx';
import { shrinkPhoto } from './image.ts';
import { labelOf } from './schema.ts';

/** Files of a form: its value is the ids of the stored files. */
export function FileEntry({
  field,
  value,
  onChange,
  isReadOnly,
  onBusy,
}: ControlProps & { onBusy: (isBusy: boolean) => void }) {
  const initialIds = Array.isArray(value) ? value.map(String) : [];
  const uploads = useUploads({
    initialIds,
    accept: field.accept,
    ...(field.wantsPhoto ? { prepare: shrinkPhoto } : {}),
  });
  const ids = uploads.ids.join(' ');
  const report = useRef({ onChange, onBusy });
  report.current = { onChange, onBusy };
  const first = useRef(initialIds.join(' '));
  useEffect(() => {
    if (ids === first.current) return;
    first.current = ids;
    report.current.onChange(ids === '' ? [] : ids.split(' '));
  }, [ids]);
  useEffect(() => {
    report.current.onBusy(uploads.isBusy);
    return () => report.current.onBusy(false);
  }, [uploads.isBusy]);
  return (
    <FileDrop
      uploads={uploads}
      label={labelOf(field, language())}
      accept={field.accept ?? (field.wantsPhoto ? 'image/*' : null)}
      isMultiple={field.isMultiple}
      wantsPhoto={field.wantsPhoto}
      isDisabled={isReadOnly}
    />
  );
}
