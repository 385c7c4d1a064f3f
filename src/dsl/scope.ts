/** What the code in object literals sees. */

/**
 * What a thunk is given, each part a lazy view. As `super` is a reserved word, destructure it as
 * `({ super: base }) => …`.
 */
export interface Scope<out Self, out Root> {
  /** The final object that the field is in. */
  readonly self: Self
  /** The same object as it is below this layer. */
  readonly super: Self
  /** The final form of the outermost object of the literal. */
  readonly $: Root
  /**
   * jsonnet's `local x = {…}`: an object (`obj`, `mix`) that is read here without being a field.
   * `({ local }) => local(pod).name`.
   */
  readonly local: <T>(object: Local<T>) => T
}

/** A DSL object that evaluates to a `T`, as far as `local` must know it. */
interface Local<out T> {
  readonly rope: object
  readonly type?: T
}
