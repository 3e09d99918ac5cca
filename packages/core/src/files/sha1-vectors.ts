/**
 * The disturbance vectors of attacks on SHA-1, and what blocks of them can't do without: facts of Stevens and Shumow, "Speeding up
 * detection of SHA-1 collision attacks using unavoidable attack conditions" (USENIX Security 2017), as their
 * sha1collisiondetection (MIT licence) has them.
 */

/** `type`, `k`, `b` of I(k,b) and II(k,b); bit n of a mask is the n-th. */
const types = [
  ...[43, 44, 45].map(k => ({ type: 1, k, b: 0 })),
  ...[46, 47, 48, 49, 50, 51].flatMap(k => [0, 2].map(b => ({ type: 1, k, b }))),
  { type: 1, k: 52, b: 0 },
  { type: 2, k: 45, b: 0 },
  ...[0, 2].map(b => ({ type: 2, k: 46, b })),
  ...[47, 48].map(k => ({ type: 2, k, b: 0 })),
  ...[49, 50, 51].flatMap(k => [0, 2].map(b => ({ type: 2, k, b }))),
  ...[52, 53, 54, 55, 56].map(k => ({ type: 2, k, b: 0 }))
]

/**
 * `44.29=45.30:MASK`: bit 29 of word 44 and bit 30 of word 45 are equal (`!`: differ) in blocks of the vectors of the mask. First
 * come those that rule out most of what the ones before leave.
 */
const written = `
44.29=45.29:p42v4 46.29=47.29:6oo0e9 45.4=48.29:8ww55w 49.29=50.29:1hyufig 44.4=47.29:4gg0wa 43.4=46.29:288011
45.6=47.6:dhc 44.6=46.6:3dc 48.29=49.29:qt6gw4 41.1!42.6:144000 40.29=41.29:ziy2si 40.1!41.6:9zy2o 39.1!40.6:2hzio
47.29=48.29:ddc3ya 45.29=46.29:2sap6o 46.4=49.29:hwak5k 47.4=50.29:102kt28 36.1!37.6:5phc 47.6=49.6:dfk
47.1=46.6:9zle8 43.1=42.6:143zsw 41.4=44.29:51dlx 53.29=54.29:qo8tmo 44.1!45.6:2i8zk 42.4=45.29:k2pai
52.29=53.29:dc4ef4 40.4=43.29:zjt0qy 48.1=47.6:13ydkw 46.6=48.6:3cw 35.1!36.6:sw 39.4=42.29:hrwhz9 42.1=41.6:9zy0w
41.1=40.6:2hzi8 50.29=51.29:12airz4 51.29=52.29:6o1hts 61.2!62.7:5ma8 43.6=45.6:u8 43.29=44.29:6adcw 42.6=44.6:7k
37.4=40.29:m76bs1 38.4=41.29:18ei9vm 53.6=54.1:2hwcg 54.6=55.1:9zlds 55.6=56.1:13ydj4 42.29=43.29:1vh8o 51.1=50.6:5pfk
37.1!38.6:cu8 48.4=51.29:280b5s 54.29=55.29:1hf591c 39.4!41.4:hra0hx 49.6=50.1:sg 51.6=53.6:2hwcg 52.6=54.6:9zlds
53.6=55.6:13ydj4 50.4=53.29:8wd1c0 49.4=52.29:4g6by8 48.6=50.6:5pfk 55.29=56.29:1036e4g 45.29!47.29:3u 44.29!46.29:11
62.2!63.7:1s 63.2!64.7:74 42.1!50.1:sg 50.1!54.1:2hwcg 51.1!55.1:9zlds 52.1!56.1:13ydj4 36.4=40.29:nw20
56.4=59.29:b3jrb4 51.4=54.29:hsudj4 52.4=55.29:zo701s 37.4!39.4:m73im9 56.29!59.29:2rvxts 40.6=42.6:g 47.1!51.1:5m9s
41.6=43.6:1s 48.6=49.1:74 39.6=40.1:sg 51.6=52.1:cn4 45.6=46.1:2hwcg 45.1!47.1:9zlds 46.1!48.1:13ydj4 41.29=42.29:xq4k
40.4!42.4:zik0zu 38.4!40.4:18e718i 63.1!64.6:1ekk 57.29=58.29:4ktatc 56.29=57.29:295p8g 43.1!51.1:35s 38.1!40.1:sg
49.6=51.6:cn4 37.5=41.30:2hwcg 38.5=42.30:9zlds 39.5=43.30:13ydj4 58.29=59.29:9fm70g 51.29!54.29:e39c 50.29!52.29:1la8
53.29!56.29:1w4jk 46.29!48.29:f8 47.29!49.29:1oo 55.4=58.29:4zsow0 54.4=57.29:2cwjr4 61.1!62.6:1 37.1=37.6:cn4
36.0!41.30:2hwcg 37.0!42.30:9zlds 38.0!43.30:13ydj4 48.29!50.29:6qo 49.29!51.29:qyo 61.0!62.5:2t54 60.0!61.5:1ekk
53.4=56.29:l84xs 36.4!38.4:b3jrb4 59.5=63.30:1 62.1!63.6:2 35.5=39.30:cn4 38.4=42.29:4zz0g 35.4=39.29:b8n8
39.4=43.29:jzw1s 58.0!63.30:1 60.5=64.30:2 58.29!61.29:4fti4g 59.4=63.29:hra0hs 62.0!63.5:b8kg 37.4=41.29:18zr4
48.29!55.29:vls 59.0!64.30:2 55.29!58.29:4zsow 59.29=60.29:27wr28 57.4=61.29:4fti4g 58.4=62.29:8vn08w
57.4=59.29:hra0hs 60.4=64.29:zik0zk 63.0!64.5:mh6o 35.3=39.28:bev4 37.3=41.28:18y68 38.3=42.28:4zsow 39.3=43.28:jz6rk
40.3=44.28:27wr28 41.3=45.28:4fti4g 42.3=46.28:8vn08w 43.3=47.28:hra0hs 44.3=48.28:zik0zk 36.4!37.4:1kw 38.4!39.4:pa8
36.3=40.28:mh34 36.30!41.28:18y68 37.30!42.28:4zsow 38.30!43.28:jz6rk 40.4=44.29:27wr28 41.4=45.29:4fti4g
42.4=46.29:8vn08w 43.4=47.29:hra0hs 44.4=48.29:zik0zk 37.4!38.4:6bk 35.30!40.28:mh34 39.30!44.28:27wr28`

export const conditions = written
  .trim()
  .split(/\s+/)
  .map(text => {
    const [, sign, mask = ''] = /([=!]).*:(\w+)$/.exec(text) ?? []
    const [i = 0, a = 0, j = 0, b = 0] = (text.match(/\d+/g) ?? []).map(Number)
    return { i, a, j, b, differ: sign === '!', mask: Number.parseInt(mask, 36) | 0 }
  })

const rotated = (x: number, by: number) => (x << by) | (x >>> (32 - by))

/** How the two blocks of a vector differ, in all 80 words. */
function differences({ type, k, b }: (typeof types)[number]): Int32Array {
  // From word -5 on; what is not said here is 0.
  const vector = new Int32Array(85)
  const at = (t: number) => vector[t + 5] ?? 0
  vector[k + 20] = type === 1 ? rotated(1 << 31, b) : 1 << b
  if (type === 2) vector[k + 6] = vector[k + 8] = rotated(1 << 31, b)
  for (let t = k + 16; t < 80; t++) vector[t + 5] = rotated(at(t - 3) ^ at(t - 8) ^ at(t - 14) ^ at(t - 16), 1)
  for (let t = k - 1; t >= -5; t--) vector[t + 5] = rotated(at(t + 16), 31) ^ at(t + 13) ^ at(t + 8) ^ at(t + 2)
  return Int32Array.from({ length: 80 }, (_, t) => {
    const carried = rotated(at(t - 3), 30) ^ rotated(at(t - 4), 30) ^ rotated(at(t - 5), 30)
    return at(t) ^ rotated(at(t - 1), 5) ^ at(t - 2) ^ carried
  })
}

/** `difference`: of the two blocks' 80 words. `from`: the step from whose state the other block is computed, back and forth. */
export const vectors = types.map(type => ({ difference: differences(type), from: type.k < 50 ? 58 : 65 }))
