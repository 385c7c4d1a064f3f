/** Where manifests name images: containers, image volumes, and what agents are told to run tasks in. */
import * as E from 'fp-ts/lib/Either.js'
import { at, isArray, isObject, type JsonObject, type Path } from '../json.js'
import { type Identity, identity } from '../kube/identity.js'
import { imagesOf } from '../kustomization/imagesOf.js'
import { object, objects, text } from '../lint/field.js'
import { type Container, podOf, specPath } from '../lint/pods.js'

/** An image at a place of an object. */
export interface ImageUse {
  readonly object: Identity
  readonly path: Path
  /** The container, or the volume, in words. */
  readonly by: string
  readonly image: string
  /** Whether the `images` of a kustomization reach it. */
  readonly isContainer: boolean
}

/**
 * All uses, object by object. Containers are found as Kustomize finds them, at any depth; image volumes, the variable
 * `CLEARML_DOCKER_IMAGE` and the flag `--docker` of clearml-agent (images for tasks that name none) in pod templates.
 * Source of the last two: `ENV_DOCKER_IMAGE` in `definitions.py`, and the arguments of `clearml-agent daemon`.
 */
export const usesOf = (manifests: ReadonlyArray<JsonObject>): ReadonlyArray<ImageUse> =>
  manifests.flatMap((manifest) => [...inContainers(manifest), ...besideContainers(manifest)])

const inContainers = (manifest: JsonObject): ReadonlyArray<ImageUse> => {
  const found = imagesOf(manifest)
  if (E.isLeft(found)) return []
  return found.right.images
    .filter((image) => image.text !== '')
    .map(({ path, text: image }) => {
      const container = at(manifest, path.slice(0, -1)) ?? null
      const name = isObject(container) ? text(container, 'name') : undefined
      return { object: identity(manifest), path, by: name ?? 'a container', image, isContainer: true }
    })
}

const besideContainers = (manifest: JsonObject): ReadonlyArray<ImageUse> => {
  const owner = identity(manifest)
  const pod = podOf(manifest, owner)
  if (pod === undefined) return []
  const use = (path: Path, by: string, image: string): ImageUse => ({
    object: owner,
    path,
    by,
    image,
    isContainer: false,
  })
  return [
    ...objects(pod.spec, 'volumes').flatMap(([i, volume]) => {
      const image = text(object(volume, 'image') ?? {}, 'reference')
      const path = specPath(pod, 'volumes', i, 'image', 'reference')
      return image === undefined ? [] : [use(path, `volume ${text(volume, 'name') ?? i}`, image)]
    }),
    ...pod.containers.flatMap((container) => [
      ...objects(container.manifest, 'env').flatMap(([i, variable]) => {
        const image = text(variable, 'value')
        return image === undefined || text(variable, 'name') !== TASK_VARIABLE
          ? []
          : [use([...container.path, 'env', i, 'value'], `${container.name}: ${TASK_VARIABLE}`, image)]
      }),
      ...['command', 'args'].flatMap((key) =>
        afterFlag(container, key).map(([i, image]) =>
          use([...container.path, key, i], `${container.name}: ${TASK_FLAG}`, image),
        ),
      ),
    ]),
  ]
}

const TASK_VARIABLE = 'CLEARML_DOCKER_IMAGE'
const TASK_FLAG = '--docker'
/** A repository that is not an option, with or without tag and digest. */
const REFERENCE = /^[a-z0-9][\w.-]*(:\d+)?(\/[\w.-]+)*(:[\w.-]+)?(@sha256:[0-9a-f]{64})?$/

const afterFlag = (container: Container, key: string): ReadonlyArray<readonly [number, string]> => {
  const words = container.manifest[key]
  return (isArray(words) ? words : []).flatMap((word, i, all) =>
    typeof word === 'string' && all[i - 1] === TASK_FLAG && REFERENCE.test(word) ? [[i, word] as const] : [],
  )
}
