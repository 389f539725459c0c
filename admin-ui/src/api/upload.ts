/** File upload by the GraphQL multipart request convention. XMLHttpRequest, because fetch does not report upload progress. */
import { ApiError, type GraphQLErrorShape, requestHeaders, toApiError } from './client.ts';
import { storedFile } from './fragments.ts';
import type { StoredFile } from './types.ts';

/** What one file may weigh, in bytes. The server decides; this spares a hopeless upload. */
export const largestFile = 50 * 1024 * 1024;

const query = `mutation UploadFile($file: File!) { uploadFile(file: $file) { ${storedFile} } }`;

/** @param onProgress called with the share sent, 0 to 1 */
export function uploadFile(
  file: File,
  onProgress: (share: number) => void,
  signal?: AbortSignal,
): Promise<StoredFile> {
  return new Promise((resolve, reject) => {
    const body = new FormData();
    body.append('operations', JSON.stringify({ query, variables: { file: null } }));
    body.append('map', JSON.stringify({ 0: ['variables.file'] }));
    body.append('0', file, file.name);

    const transfer = new XMLHttpRequest();
    transfer.open('POST', '/graphql');
    transfer.withCredentials = true;
    for (const [name, value] of Object.entries(requestHeaders())) transfer.setRequestHeader(name, value);
    transfer.setRequestHeader('accept', 'application/graphql-response+json, application/json');
    transfer.upload.onprogress = (event) => {
      if (event.lengthComputable) onProgress(event.loaded / event.total);
    };
    transfer.onerror = () => reject(new ApiError('NETWORK', ''));
    transfer.onabort = () => reject(new DOMException('aborted', 'AbortError'));
    transfer.onload = () => {
      let answer: { data?: { uploadFile?: StoredFile } | null; errors?: GraphQLErrorShape[] };
      try {
        answer = JSON.parse(transfer.responseText);
      } catch {
        reject(new ApiError('UNAVAILABLE', ''));
        return;
      }
      const stored = answer.data?.uploadFile;
      if (stored) resolve(stored);
      else reject(toApiError(answer.errors ?? []));
    };
    signal?.addEventListener('abort', () => transfer.abort(), { once: true });
    transfer.send(body);
  });
}
