import t from 'tap'
import { images } from '../../src/kustomization/images.js'
import type { Image } from '../../src/kustomization/kustomization.js'
import { resources, shown, transformed } from './transformed.js'

const pod = (image: string): string =>
  `apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: [{image: ${image}}]}`
const changed = (image: string, entry: Omit<Image, 'name'>, name = 'nginx'): string => {
  const text = shown(images, pod(image), { images: [{ name, ...entry }] }, 'kustomize')
  return /image: "?([^"}]*)"?\}/.exec(text)?.[1] ?? text
}

t.test('a name, a tag and a digest are set', async (t) => {
  t.equal(changed('nginx:1', { newTag: '2' }), 'nginx:2')
  t.equal(changed('nginx:1@sha256:ab', { newTag: '2' }), 'nginx:2', 'the digest was of the old tag')
  t.equal(changed('nginx:1', { digest: 'sha256:cd' }), 'nginx@sha256:cd')
  t.equal(changed('nginx:1', { newTag: '2', digest: 'sha256:cd' }), 'nginx:2@sha256:cd')
  t.equal(changed('nginx:1@sha256:ab', { newName: 'mirror:5000/nginx' }), 'mirror:5000/nginx:1@sha256:ab')
})

t.test('a suffix of the tag is set at each of the two visits of Kustomize', async (t) => {
  t.equal(changed('nginx:1', { tagSuffix: '-alpine' }), 'nginx:1-alpine-alpine')
  const custom =
    'apiVersion: x.io/v1\nkind: Foo\nmetadata: {name: a}\ndeep: {containers: [{image: "nginx:1"}]}'
  t.match(shown(images, custom, { images: [{ name: 'nginx', tagSuffix: '-alpine' }] }), /nginx:1-alpine\}/)
})

t.test('the name is that of the whole image', async (t) => {
  t.equal(changed('reg:5000/nginx:1', { newTag: '2' }), 'reg:5000/nginx:1')
  t.equal(changed('reg:5000/nginx:1', { newTag: '2' }, 'reg:5000/nginx'), 'reg:5000/nginx:2')
  t.equal(changed('reg/nginx:1', { newTag: '2' }, '.*/nginx'), 'reg/nginx:2', 'or an expression for it')
  t.equal(changed('nginx-x:1', { newTag: '2' }), 'nginx-x:1')
})

t.test('containers of any kind are found, but not in a CustomResourceDefinition', async (t) => {
  const nested = (kind: string): string =>
    `apiVersion: x.io/v1\nkind: ${kind}\nmetadata: {name: a}\nspec: {a: [{initContainers: [{image: nginx}]}]}`
  const fields = { images: [{ name: 'nginx', newTag: '2' }] }
  t.match(shown(images, nested('Foo'), fields), /nginx:2/)
  t.notMatch(shown(images, nested('CustomResourceDefinition'), fields, 'kustomize'), /nginx:2/)
})

t.test('an entry that means no image, or changes none, is an error in strict', async (t) => {
  const fields = { images: [{ name: 'ngnix', newTag: '2' }] }
  t.equal(
    shown(images, pod('nginx:1'), fields),
    'kustomization.yaml: images[0]: there is no image ngnix; did you mean nginx? (allow: [unmatched] if it need not be there)',
  )
  t.match(shown(images, pod('nginx:1'), { ...fields, allow: ['unmatched'] }), /nginx:1/)
  t.match(shown(images, pod('nginx:1'), fields, 'kustomize'), /nginx:1/)
  const same = { images: [{ name: 'nginx', newTag: '1' }] }
  t.match(shown(images, pod('nginx:1'), same), /changes nothing in Pod\/a \(v1\)/)
  t.match(shown(images, pod('nginx:1'), { ...same, allow: ['noEffect'] }), /nginx:1/)
})

t.test('an entry finds what the one before has made', async (t) => {
  const fields = {
    images: [
      { name: 'nginx', newName: 'web' },
      { name: 'web', newTag: '2' },
    ],
  }
  t.match(shown(images, pod('nginx:1'), fields), /web:2/)
})

t.test('what is no container and no expression is an error', async (t) => {
  const custom = 'apiVersion: x.io/v1\nkind: Foo\nmetadata: {name: a}\ncontainers: [text]'
  t.match(shown(images, custom, { images: [{ name: 'a', newTag: '2' }] }), /containers\/0 is no map/)
  t.match(
    shown(images, pod('nginx'), { images: [{ name: 'a(', newTag: '2' }] }),
    /images\[0\].name: expected a regular expression/,
  )
})

t.test('objects without the image are the same values', async (t) => {
  const given = resources(`${pod('redis')}\n---\n${pod('nginx')}`)
  const [other, own] = transformed(images, given, { images: [{ name: 'nginx', newTag: '2' }] })
  t.equal(other, given[0])
  t.not(own, given[1])
})
