/** What a host's Node is started with. Young objects of a swarm die quickly: more room for them only makes it larger. */
export const hostNodeFlags = ['--max-semi-space-size=16'] as const;
