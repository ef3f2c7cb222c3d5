/// Black box: the packaged program, driven by the AWS CLI, boto3 and the AWS SDK for Java.
@NullMarked
package dev.keyturn.acceptance;

import org.jspecify.annotations.NullMarked;
