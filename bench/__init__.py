"""Speed of the portal as ratios against bare Flask and bare SQL on the same machine in the same run."""
