/** What the pods of a stream say: variables, URLs. */
import type { Container } from '../../src/kube/types.js'
import { everyPod, type Manifests } from '../support/objects.js'

/** Every variable, those of tasks too: its container, name and value. */
export const variables = (manifests: Manifests) =>
  everyPod(manifests).flatMap(({ name, containers }) =>
    containers.flatMap((container) =>
      (container.env ?? []).map((variable) => ({ of: `${name}/${container.name}`, ...variable })),
    ),
  )
/** A variable as a finding names it. */
export const show = (one: { readonly of: string; readonly name: string; readonly value?: string }): string =>
  `${one.of}: ${one.name}=${one.value}`
/** A text as JSON; `undefined` if it is none. */
export const json = (text: string | undefined): unknown => {
  try {
    return JSON.parse(text ?? '')
  } catch {
    return undefined
  }
}
/** The texts of a container: environment, command, arguments. */
export const texts = (container: Container): ReadonlyArray<string> => [
  ...(container.env ?? []).map(({ value }) => value ?? ''),
  ...(container.command ?? []),
  ...(container.args ?? []),
]
/** Every URL in a stream's pods. */
export const urls = (manifests: Manifests): ReadonlyArray<string> =>
  everyPod(manifests).flatMap((pod) =>
    pod.containers.flatMap((container) =>
      texts(container).flatMap((text) => text.match(/https?:\/\/[^\s"'\\,\]]+/g) ?? []),
    ),
  )
