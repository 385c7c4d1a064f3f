/**
 * `value` itself, frozen in depth. For data that is the package's own: the defaults of tables, decoded values. Stops at
 * what is frozen already.
 */
export const frozen = <A>(value: A): A => {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value
  for (const item of Object.values(value)) frozen(item)
  return Object.freeze(value)
}
