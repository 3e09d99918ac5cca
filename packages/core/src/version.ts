/** The version of the gateway, as package.json has it: the one place that the program, health and the site show. */
export const version = '0.1.0'
