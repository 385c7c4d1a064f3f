/**
 * What plain words are. `yes`, `no`, `on`, `off`, `y` and `n` are booleans for `kubectl`, and text for Kustomize, which
 * makes a time of a date, too (`kustomize`); `text` leaves a date what it is. Kustomize takes an annotation as it is written.
 * All else they read alike.
 */
export type Words = 'kubectl' | 'kustomize' | 'text'
