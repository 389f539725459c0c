/** Stands for a later version of the workflows: another bundle, so another build id. */
export * from '../../workflows/process-instance.ts';
