import { builder } from '../builder.ts';
import type { FileRow } from '../loaders.ts';

export const StoredFileType = builder.objectRef<FileRow>('StoredFile').implement({
  fields: (t) => ({
    id: t.exposeID('id'),
    name: t.exposeString('name'),
    mediaType: t.string({ resolve: ({ blob }) => blob.mediaType }),
    size: t.int({ description: 'Bytes.', resolve: ({ blob }) => blob.size }),
    sha256: t.exposeString('sha256'),
    url: t.string({
      description: 'Where the content is downloaded, with the same credentials.',
      resolve: ({ id }, _, { publicUrl }) => `${publicUrl}/files/${id}`,
    }),
  }),
});
