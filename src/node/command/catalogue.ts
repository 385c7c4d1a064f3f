/** `clearml-manifests overlays` and `presets`: what there is, and a page for each. */
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { overlays } from '../../../overlays/index.js'
import { presets } from '../../../presets/index.js'
import { toYamlDocument } from '../../kube/yaml.js'
import type { Layer } from '../../overlay.js'
import { merge } from '../../values/merge.js'
import type { CommandError } from '../commandError.js'
import { overlayNamed, presetNamed } from '../names.js'
import { documented, indented } from '../valuesText.js'

const layers: ReadonlyArray<Layer> = Object.values(overlays).flatMap((make) => make().layers)

const line = (name: string, doc: string): string => `${name.padEnd(14)}${doc}\n`

export const overlaysText = (name: string | undefined): E.Either<CommandError, string> =>
  name === undefined
    ? E.right(layers.map((layer) => line(layer.name, layer.doc)).join(''))
    : pipe(
        overlayNamed(name),
        E.map((overlay) => overlay.layers.map(overlayPage).join('\n')),
      )

const overlayPage = (layer: Layer): string => {
  const hasValues = Object.keys(layer.schema.fields).length > 0
  return [
    `${layer.name}: ${layer.doc}\n`,
    layer.slot === null
      ? ''
      : `Slot: ${layer.slot}; one overlay fills it, and it replaces the one of a preset.\n`,
    hasValues
      ? `\nValues\n\n${documented({ [layer.name]: layer.schema }, '  ')}`
      : '\nIt has no values of its own.\n',
    `\nExample\n\n  clearml-manifests build --overlay ${layer.name}${required(layer)}\n`,
  ].join('')
}

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
    ? E.right(presets.map((preset) => line(preset.name, preset.doc)).join(''))
    : pipe(
        presetNamed(name),
        E.map((preset) => {
          const used = preset.overlays.flatMap((overlay) => overlay.layers)
          const values = used.reduce((all, layer) => merge(all, layer.values), preset.values)
          return [
            `${preset.name}: ${preset.doc}\n`,
            `\nOverlays: ${used.map((layer) => layer.name).join(', ') || 'none'}\n`,
            `\nIt sets\n\n${indented(toYamlDocument(values), '  ')}`,
            `\nExample\n\n  clearml-manifests build --preset ${preset.name}${preset.example === '' ? '' : ` ${preset.example}`}\n`,
          ].join('')
        }),
      )
