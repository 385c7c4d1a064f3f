/** `clearml-manifests overlays` and `presets`: what there is, and a page for each. */
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { overlays } from '../../../overlays/index.js'
import { presets } from '../../../presets/index.js'
import { isObject, type JsonObject } from '../../json.js'
import { toYamlDocument } from '../../kube/yaml.js'
import type { Layer } from '../../overlay.js'
import { merge } from '../../values/merge.js'
import { textWidth, wrapped } from '../../wrapped.js'
import type { CommandError } from '../commandError.js'
import { overlayNamed, presetNamed } from '../names.js'
import { documented, indented } from '../valuesText.js'

const layers: ReadonlyArray<Layer> = Object.values(overlays).flatMap((make) => make().layers)

const line = (name: string, doc: string): string =>
  `${name.padEnd(column)}${wrapped(doc, ' '.repeat(column), textWidth - column)}\n`
const column = 14

const more = (what: 'overlays' | 'presets', name: string): string =>
  `\nclearml-manifests ${what} ${name} says more of one.\n`

export const overlaysText = (name: string | undefined): E.Either<CommandError, string> =>
  name === undefined
    ? E.right(layers.map((layer) => line(layer.name, layer.doc)).join('') + more('overlays', 'nfs'))
    : pipe(
        overlayNamed({ name }),
        E.map((overlay) => overlay.layers.map(overlayPage).join('\n')),
      )

const overlayPage = (layer: Layer): string => {
  const hasValues = Object.keys(layer.schema.fields).length > 0
  return [
    `${wrapped(`${layer.name}: ${layer.doc}`)}\n`,
    layer.slot === null
      ? ''
      : `${wrapped(`It fills the slot ${layer.slot}: it replaces the overlay that a preset puts there, and excludes ${others(layer)}.`)}\n`,
    hasValues
      ? `\nValues\n\n${documented({ [layer.name]: layer.schema }, '  ')}`
      : '\nIt has no values of its own.\n',
    `\nExample\n\n  clearml-manifests build --overlay ${layer.name}${layer.example === '' ? required(layer) : ` ${layer.example}`}\n`,
  ].join('')
}

/** An overlay without values of its own need not be named among them. */
const withoutEmpty = (values: JsonObject): JsonObject =>
  Object.fromEntries(
    Object.entries(values).filter(([, value]) => !isObject(value) || Object.keys(value).length > 0),
  )

const others = ({ name, slot }: Layer): string =>
  layers
    .filter((other) => other.slot === slot && other.name !== name)
    .map((other) => other.name)
    .join(', ') || 'every other one of that slot'

/** The settings without which the overlay cannot be built. */
const required = (layer: Layer): string =>
  Object.entries(layer.schema.fields)
    .flatMap(([key, field]) =>
      field._tag === 'Leaf' && field.fallback === null
        ? [` --set ${layer.name}.${key}=${field.example}`]
        : [],
    )
    .join('')

export const presetsText = (name: string | undefined): E.Either<CommandError, string> =>
  name === undefined
    ? E.right(presets.map((preset) => line(preset.name, preset.doc)).join('') + more('presets', 'dev'))
    : pipe(
        presetNamed({ name }),
        E.map((preset) => {
          const used = preset.overlays.flatMap((overlay) => overlay.layers)
          const values = withoutEmpty(used.reduce((all, layer) => merge(all, layer.values), preset.values))
          return [
            `${wrapped(`${preset.name}: ${preset.doc}`)}\n`,
            `\nOverlays: ${used.map((layer) => layer.name).join(', ') || 'none'}\n`,
            `\nIt sets\n\n${Object.keys(values).length === 0 ? '  nothing else\n' : indented(toYamlDocument(values), '  ')}`,
            `\nExample\n\n  clearml-manifests build --preset ${preset.name}${preset.example === '' ? '' : ` ${preset.example}`}\n`,
          ].join('')
        }),
      )
