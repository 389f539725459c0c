import type { ObjectStorage } from '../activities/environment.ts';
import { fileStorage } from '../activities/storage/file-storage.ts';
import type { Configuration } from './configuration.ts';

/** Where files lie: the bucket that is configured, else the data folder. The client of buckets is loaded only where there is one. */
export async function openStorage({
  bucket,
  filesFolder,
}: Pick<Configuration, 'bucket' | 'filesFolder'>): Promise<ObjectStorage> {
  if (bucket === null) return fileStorage(filesFolder);
  const { s3Storage } = await import('../activities/storage/s3-storage.ts');
  return s3Storage(bucket);
}
