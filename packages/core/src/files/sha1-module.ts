/**
 * SHA-1 of many blocks in WebAssembly, which stops behind a block that may be made to collide, and the test whether it is. Its
 * code is written out when this file is loaded. Words and conditions are computed for four blocks at once, steps one after the other.
 */
import { conditions } from './sha1-vectors.ts'
import { block, type Code, doWhile, four, get, instanceOf, leaveUnless, number, set } from './webassembly.ts'

/**
 * Where in the memory is what. `left`: the vectors of which the last block may be; `lefts`, `words`: of four blocks; `place`: 4
 * times which of them it is. `before58`, `before65`: the state before that step of it. `otherStart`: the state that its other
 * block begins with. `differences`: 320 bytes for each vector. Behind the input, 192 more bytes are read.
 */
export const at = {
  ...{ state: 0, left: 32, place: 36, otherStart: 64, before58: 96, before65: 128, lefts: 160, words: 256 },
  ...{ differences: 2_048, input: 12_288 }
}
export const inputBytes = 65_536

const nowhere = number.const(0)
const times = (count: number, code: (n: number) => Code): Code => Array.from({ length: count }, (_, n) => code(n))

/** Locals: the parameters `from` and `until`, or `differences`; then numbers; the last one is four, of words or of `left`. */
const local = { from: 0, until: 1, differences: 0, place: 2, state: 3, left: 8 }
const from = get(local.from)
const place = get(local.place)
const left = get(local.left)

const readWord = (t: number): Code => {
  const words = [0, 1, 2, 3].reduce<Code>((read, n) => four.loadOne(n, from, 64 * n + 4 * t, read), four.const(0))
  return setWord(t, four.shuffle([3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12], words))
}
const word = (t: number) => four.load(nowhere, at.words + 16 * t)
const setWord = (t: number, value: Code) => four.store(nowhere, at.words + 16 * t, value)

const expandWord = (t: number): Code => [
  set(local.left, [t - 3, t - 8, t - 14, t - 16].map(word).reduce(four.xor)),
  setWord(t, four.or(four.shl(left, 1), four.shr(left, 31)))
]

/** Takes those from `left` whose blocks meet the condition and this one does not. */
const check = ({ i, a, j, b, differ, mask }: (typeof conditions)[number]): Code => {
  const shifted = a > b ? four.shr(word(i), a - b) : four.shl(word(i), b - a)
  const differs = four.sar(four.shl(four.xor(shifted, word(j)), 31 - b), 31)
  const kept = differ
    ? four.and(left, four.or(differs, four.const(~mask)))
    : four.andNot(left, four.and(differs, four.const(mask)))
  return set(local.left, kept)
}

/** Which local is the n-th word of the state, `a` to `e`, before step t: names move on from step to step instead of values. */
const stateAt = (t: number, n: number) => local.state + ((n + 4 * t) % 5)

const loadState = (t: number, from: number) => times(5, n => set(stateAt(t, n), number.load(nowhere, from + 4 * n)))
const storeState = (t: number, to: number) => times(5, n => number.store(nowhere, to + 4 * n, get(stateAt(t, n))))

const odd = (b: Code, c: Code, d: Code) => number.xor(b, number.xor(c, d))
const mixed = [
  (b: Code, c: Code, d: Code) => number.xor(d, number.and(b, number.xor(c, d))),
  odd,
  (b: Code, c: Code, d: Code) => number.add(number.and(c, d), number.and(b, number.xor(c, d))),
  odd
]
const constants = [0x5a827999, 0x6ed9eba1, 0x8f1bbcdc, 0xca62c1d6]

/** What step t adds to `e`; what it waits for longest comes last. */
function addends(t: number, word: Code): Code[] {
  const [a = [], b = [], c = [], d = []] = [0, 1, 2, 3].map(n => get(stateAt(t, n)))
  const quarter = Math.floor(t / 20)
  return [number.const((constants[quarter] ?? 0) | 0), word, mixed[quarter]?.(b, c, d) ?? [], number.rotl(a, 5)]
}

const step = (t: number, word: Code): Code => {
  const [b, e] = [stateAt(t, 1), stateAt(t, 4)]
  return [set(e, addends(t, word).reduce(number.add, get(e))), set(b, number.rotl(get(b), 30))]
}
const stepBack = (t: number, word: Code): Code => {
  const [b, e] = [stateAt(t, 1), stateAt(t, 4)]
  return [set(b, number.rotl(get(b), 2)), set(e, addends(t, word).reduce(number.sub, get(e)))]
}

const steps = (start: number, end: number, word: (t: number) => Code) =>
  times(end - start, n => step(start + n, word(start + n)))
const stepsBack = (start: number, word: (t: number) => Code) =>
  times(start, n => stepBack(start - 1 - n, word(start - 1 - n)))

const wordOfOne = (t: number) => number.load(place, at.words + 16 * t)
const otherWord = (t: number) => number.xor(wordOfOne(t), number.load(get(local.differences), 4 * t))
const sumWith = (start: number, n: number) => number.add(number.load(nowhere, start + 4 * n), get(stateAt(80, n)))

const compressOne: Code = [
  loadState(0, at.state),
  steps(0, 58, wordOfOne),
  storeState(58, at.before58),
  steps(58, 65, wordOfOne),
  storeState(65, at.before65),
  steps(65, 80, wordOfOne),
  times(5, n => number.store(nowhere, at.state + 4 * n, sumWith(at.state, n)))
]

const isMore = number.and(number.isZero(number.load(nowhere, at.left)), number.isLess(from, get(local.until)))

const compress: Code = [
  doWhile(
    [
      times(16, readWord),
      times(64, n => expandWord(16 + n)),
      set(local.left, four.const(-1)),
      block(conditions.map((one, n) => [check(one), n % 8 === 7 ? leaveUnless(four.isAny(left)) : []])),
      four.store(nowhere, at.lefts, left),
      set(local.place, nowhere),
      doWhile(
        [
          compressOne,
          number.store(nowhere, at.left, number.load(place, at.lefts)),
          number.store(nowhere, at.place, place),
          set(local.place, number.add(place, number.const(4))),
          set(local.from, number.add(from, number.const(64)))
        ],
        number.and(number.isLess(place, number.const(16)), isMore)
      )
    ],
    isMore
  ),
  from
]

const isOneOfTwo = (start: number, before: number): Code => [
  set(local.place, number.load(nowhere, at.place)),
  loadState(start, before),
  stepsBack(start, otherWord),
  storeState(0, at.otherStart),
  loadState(start, before),
  steps(start, 80, otherWord),
  ...[0, 1, 2, 3, 4]
    .map(n => number.isEqual(sumWith(at.otherStart, n), number.load(nowhere, at.state + 4 * n)))
    .reduce(number.and)
]

/**
 * `compress(from, until)` takes blocks of the input and returns how far it came. `isOneOfTwo…(differences)`: whether the block that
 * differs so from the last one leads to the same state.
 */
export const program = instanceOf(
  {
    compress: { parameters: 2, numbers: 6, fours: 1, code: compress },
    isOneOfTwoFrom58: { parameters: 1, numbers: 7, fours: 0, code: isOneOfTwo(58, at.before58) },
    isOneOfTwoFrom65: { parameters: 1, numbers: 7, fours: 0, code: isOneOfTwo(65, at.before65) }
  },
  2
)
