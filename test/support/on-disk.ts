let onDisk = false;

/** Whether a new store folder gets a database on the disk. In unit tests it has one in memory otherwise, which takes far less. */
export const isOnDisk = (): boolean => onDisk;

/** For tests of what is on the disk: databases of store folders that are made from now on are there. */
export const putOnDisk = (really: boolean): void => {
  onDisk = really;
};
