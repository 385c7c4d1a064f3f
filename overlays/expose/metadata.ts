import { type JsonObject, labels, type Values } from '../../src/index.js'

/** Metadata of an object that exposes something; `of` is the value of the label for the component. */
export const metadata = (
  values: Values,
  name: string,
  of: string,
  annotations: Readonly<Record<string, string>> = {},
): JsonObject & { readonly name: string } => ({
  name,
  labels: labels(values, of),
  annotations: { ...values.annotations, ...annotations },
})
