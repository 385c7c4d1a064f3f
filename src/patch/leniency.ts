/**
 * `kustomize` takes and leaves what Kustomize does, its silence and its faults included; `strict`, which is the rule,
 * refuses what would be lost, or do nothing.
 */
export type Leniency = 'strict' | 'kustomize'
