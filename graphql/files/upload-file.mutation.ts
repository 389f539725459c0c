import { builder } from '../builder.ts';
import { StoredFileType } from './stored-file.type.ts';
import { uploadFile } from './upload-file.ts';

builder.mutationField('uploadFile', (t) =>
  t.field({
    description: 'Virus-scanned, hashed, stored once per content. Not attached to anything yet.',
    type: StoredFileType,
    args: { file: t.arg({ type: 'File', required: true }) },
    resolve: (_, { file }, context) => uploadFile(context, file),
  }),
);
