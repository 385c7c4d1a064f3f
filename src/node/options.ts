/** The flags that several commands share. */
import { type Command, Option } from 'commander'
import { parts } from '../kube/part.js'
import { deploymentFile } from './deploymentFile.js'

const many = (value: string, before: ReadonlyArray<string> = []): ReadonlyArray<string> => [...before, value]

/** A flag that may be repeated. */
const list = (flags: string, doc: string): Option => new Option(flags, doc).argParser(many)

/** Which part of a stream. */
export const part = (): Option =>
  new Option('--part <part>', 'data is the namespace, volumes and claims; app is the rest').choices(parts)

/** The version of Kubernetes that a stream is checked by. */
export const kubeVersion = (): Option =>
  new Option(
    '--kube-version <1.NN>',
    'minor version of Kubernetes; the newest one that is known if not given',
  )
/** CustomResourceDefinitions. */
export const crd = (): Option =>
  list('--crd <file>', 'CustomResourceDefinitions, for custom resources; may be repeated')

/** Lint rules to switch off. */
export const ignore = (): Option =>
  list('--ignore <rule>', 'switch a lint rule off; RULE:KIND/NAME for one object')

/** The flags that say what is built. */
export const withBuildFlags = (command: Command): Command => {
  const noOverlay = list('--no-overlay <name>', 'take this overlay away')
  noOverlay.negate = false // Commander takes --no-x for the negation of --x
  return command
    .option('--preset <name>', 'start from this preset (see: clearml-manifests presets)')
    .addOption(
      list(
        '--overlay <name>',
        'lay this overlay on top (see: clearml-manifests overlays), or the one of a file',
      ),
    )
    .addOption(noOverlay)
    .addOption(list('-f, --values <file>', 'values, as YAML or JSON; - is standard input'))
    .addOption(list('--set <path=value>', 'set a value, as Helm does (see: clearml-manifests values)'))
    .addOption(list('--set-string <path=value>', 'set a value that is text'))
    .addOption(
      list(
        '--patch <file>',
        "change finished manifests last, by patches in Kustomize's words; - is standard input",
      ),
    )
    .addOption(new Option('--strict <how>', 'for patches: be no stricter than this').choices(['kustomize']))
    .addOption(kubeVersion())
    .addOption(crd())
    .option('--namespace <name>', 'namespace of everything')
    .option(
      '--deployment <file>',
      `preset, overlays and values in one file; ${deploymentFile} in the working directory is taken by itself, "none" ends that`,
    )
    .addOption(ignore())
    .addOption(list('--ext-str <var=value>', 'for .jsonnet overlays: a text that std.extVar gives'))
    .addOption(list('--ext-code <var=code>', 'the same, as code of jsonnet'))
    .addOption(
      list('--tla-str <var=value>', 'for a function in a .jsonnet overlay: a parameter that is text'),
    )
    .addOption(list('--tla-code <var=code>', 'the same, as code of jsonnet'))
    .addOption(list('-J, --jpath <dir>', 'where .jsonnet overlays import from too'))
    .option('--debug', 'show where a defect of the program happened')
}
