/**
 * Parts of an image's name.
 * Source: the grammar of `reference` in distribution/reference, and "Pulling manifests" of the OCI distribution specification.
 */
import * as t from 'io-ts'
import { such } from './codec.js'

const registry = '[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*'
const component = '[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*'
const port = ':[0-9]{1,5}'
/** What stands before the first `/` is a registry where it has a port; all else is a path. */
const repositoryForm = new RegExp(`^(?:${registry}(?:${port})?/${component}|${component})(?:/${component})*$`)
const registryForm = new RegExp(`^${registry}(?:${port})?(?:/${component})*$`)

const such255 = (name: string, form: RegExp): t.Type<string> =>
  such(t.string, name, (value) => value.length <= 255 && form.test(value))

export const imageRepository: t.Type<string> = such255(
  'a repository in lower case such as registry.example.com/clearml/server, without scheme, tag or digest',
  repositoryForm,
)

export const imageRegistry: t.Type<string> = such255(
  'a registry in lower case such as registry.example.com/mirror, without scheme, "/" at its end, tag or digest',
  registryForm,
)

export const imageTag: t.Type<string> = such(
  t.string,
  'a tag of letters, digits, "_", "-" and ".", at most 128 characters',
  (value) => /^\w[\w.-]{0,127}$/.test(value),
)

export const imageDigest: t.Type<string> = such(
  t.string,
  'a digest: sha256: and 64 hexadecimal digits in lower case',
  (value) => /^sha256:[0-9a-f]{64}$/.test(value),
)

/** A whole image. Without a tag or a digest a cluster runs what is newest on that day. */
export const imageReference: t.Type<string> = such(
  t.string,
  'an image with a tag or a digest, such as registry.example.com/team/train:1.4',
  (value) => {
    const [, repository = '', tag, digest] = /^(.*?)(?::([^:/@]*))?(?:@([^@]*))?$/.exec(value) ?? []
    return (
      imageRepository.is(repository) &&
      (tag !== undefined || digest !== undefined) &&
      (tag === undefined || imageTag.is(tag)) &&
      (digest === undefined || imageDigest.is(digest))
    )
  },
)
